import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { findLockfileTrouble } from '../dependencies/find-lockfile-trouble';
import { findNodeModules, sameFile } from '../dependencies/find-node-modules';
import { isInstalled } from '../dependencies/is-installed';
import { findPackageManager } from '../dependencies/package-manager';
import { planDependencies, type DependenciesPlan } from '../dependencies/plan-dependencies';
import { hasCode } from '../errors/messages';
import { refusal } from '../errors/storygate-error';
import { readFileAt, resolveCommit } from '../git/commits';
import { listRefs, readRef } from '../git/refs';
import { isSetupApproved } from '../governance/setup-approval';
import type { CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import type { DependenciesOption, Options } from '../options/options';
import { allEnded } from '../process/all-ended';
import { hasEnded } from '../process/process-identity';
import { nxRootIn, type Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { findPorts } from './find-ports';
import { listCopies } from './list-copies';
import type { StoryFacts } from './plan-story';
import type { PortBlock } from './plan-ports';
import { planEnvironment } from './provide-environment';
import { requireStoriesDirectory } from './stories-directory';
import { branchOf } from './story';
import { storyEnvironment } from './story-environment';
import { listRecordedIds, readStoryRecord, type StoryRecord } from './story-record';

/** What the user asked for. */
export interface StoryRequest {
  readonly id: StoryId;
  readonly title: string | null;
  /** What tells whoever works on it what to do. */
  readonly brief: string | null;
  /** Branch, tag or commit; null for trunk's tip. */
  readonly base: string | null;
  readonly dependencies: DependenciesOption | null;
  readonly setup: 'run' | 'skip';
  /** The block that it had before, if any: it gets that one again when it is free. */
  readonly ports: PortBlock | null;
}

/** Reads everything that decides how a story is made; changes nothing. */
export async function readStoryFacts(
  repository: Repository,
  trunk: Trunk,
  request: StoryRequest,
): Promise<StoryFacts> {
  const { options } = trunk.policy;
  const directory = await requireStoriesDirectory(repository, options);
  const branch = branchOf(request.id, options);
  const path = join(directory, request.id);
  const base = request.base === null ? trunk.commit : await requireBase(repository, request.base);
  const records = await readAllRecords(repository);
  const own = records.find(({ id }) => id === request.id) ?? null;
  const branches = await listRefs(repository.git, `refs/heads/${options.stories.branchPrefix}`);
  const ids = [...records.map(({ id }) => id), ...branches.map(({ ref }) => basename(ref))];
  const ports = await findPorts(options.stories.ports, {
    taken: records.flatMap(({ id, ports: block }) =>
      block === null || id === request.id ? [] : [block],
    ),
    before: request.ports,
  });
  const identity = { id: request.id, workspace: basename(repository.mainWorktree) };
  const commands = request.setup === 'skip' ? [] : options.stories.setup;
  const [copies, head, parent, environment, dependencies] = await allEnded([
    listCopies(repository, options.stories.copy),
    readRef(repository.git, `refs/heads/${branch}`),
    readRef(repository.git, `refs/heads/${dirname(branch)}`),
    planEnvironment(repository, base, storyEnvironment({ ...identity, ports })),
    planOwnDependencies(repository, base, {
      ...options.stories,
      dependencies: request.dependencies ?? options.stories.dependencies,
    }),
  ]);
  const branchExists = head !== null;
  return {
    id: request.id,
    branch,
    path,
    folder: await readFolder(path),
    branchExists,
    branchInTheWay: parent === null ? null : dirname(branch),
    sameId: ids.find((id) => id.toLowerCase() === request.id.toLowerCase()) ?? null,
    record: stateOf(own, branchExists),
    base,
    baseName: request.base ?? trunk.name,
    title: request.title,
    brief: request.brief,
    ports,
    environment,
    dependencies,
    copy: copies.files,
    notCopied: copies.links,
    setup: {
      commands,
      approved: await isSetupApproved(repository.layout, commands),
      timeLimitMinutes: options.stories.setupTimeLimit,
    },
  };
}

async function requireBase(repository: Repository, text: string): Promise<CommitSha> {
  const commit = await resolveCommit(repository.git, text);
  if (commit !== null) return commit;
  throw refusal({
    code: 'NO_SUCH_BASE',
    message: `${JSON.stringify(text)} names no commit to start from`,
    hints: ['Give `--base` a branch, a tag or a commit, or leave it out to start from trunk.'],
    facts: { base: text },
  });
}

async function readAllRecords(repository: Repository): Promise<StoryRecord[]> {
  const ids = listRecordedIds(repository.layout);
  const records = await Promise.all(ids.map((id) => readStoryRecord(repository.layout, id)));
  return records.filter((record) => record !== null);
}

function stateOf(record: StoryRecord | null, branchExists: boolean): StoryFacts['record'] {
  if (record === null) return 'absent';
  if (record.state === 'ready') return branchExists ? 'ready' : 'orphaned';
  return hasEnded(record.maker) ? 'abandoned' : 'being-made';
}

async function readFolder(path: string): Promise<StoryFacts['folder']> {
  try {
    return (await readdir(path)).length === 0 ? 'empty' : 'taken';
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 'absent';
    if (hasCode(error, 'ENOTDIR')) return 'taken';
    throw error;
  }
}

async function planOwnDependencies(
  repository: Repository,
  base: CommitSha,
  stories: Options['stories'],
): Promise<DependenciesPlan> {
  const from = nxRootIn(repository, repository.mainWorktree);
  const manager = findPackageManager(from);
  const lockfile = manager?.lockfile ?? 'package-lock.json';
  const text = await readFileAt(repository.git, base, `${repository.prefix}${lockfile}`);
  return planDependencies({
    option: stories.dependencies,
    manager,
    source: {
      from,
      checkout: repository.mainWorktree,
      folders: await findNodeModules(repository.git.at(from)),
    },
    unshared: stories.unshared,
    lockfilesAgree:
      manager !== null &&
      text !== null &&
      sameFile(join(from, lockfile), text) &&
      (await isInstalled(manager, from, text)),
    lockfileTrouble: findLockfileTrouble(lockfile, text),
  });
}
