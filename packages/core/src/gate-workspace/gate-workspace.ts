import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { installDependencies } from '../dependencies/provide-dependencies';
import { findPackageManager } from '../dependencies/package-manager';
import { runSetup } from '../dependencies/run-setup';
import { findStorageTrouble } from '../errors/storage-trouble';
import { StorygateError } from '../errors/storygate-error';
import { inStep, type Emit } from '../events/events';
import type { GatePlace } from '../gate/run-gate';
import { startTimeLimit } from '../gate/time-limit';
import { Git } from '../git/git';
import type { CommitSha } from '../names/object-id';
import type { Policy } from '../options/policy';
import { endProcesses } from '../process/end-processes';
import { Interrupted } from '../process/interruption';
import { placeMark } from '../process/process-mark';
import type { Repository } from '../repository/repository';
import { readTextOrNull } from '../state/read-text';
import { requireStoriesDirectory, storiesDirectory } from '../story/stories-directory';
import { clean } from './check-out';
import { holdCommit } from './hold-commit';
import { requireClone } from './require-clone';

/*
 * The gate workspace is a clone of its own that shares only objects with the repository: own index, settings and
 * attributes, so that nothing anyone sets in a story's checkout changes what is checked out here. Invariants:
 * - whoever prepares it holds the `gate` lock;
 * - nothing that an earlier gate left running lives in it while the next one runs (a gate whose Storygate was killed,
 *   a server that a test forgot);
 * - what a gate sees is the commit's tracked content, dependencies that its lockfile asked for, and what the policy's
 *   set-up commands made of both.
 */

/** The gate workspace as a place, whatever it holds now. */
export function gateWorkspaceOf(repository: Repository, policy: Policy): GatePlace {
  const path = join(storiesDirectory(repository, policy.options), 'gate.trunk');
  return {
    git: new Git(path),
    nxRoot: join(path, repository.prefix),
    env: gateEnvironment(path),
    unusable: null,
    checks: [],
  };
}

/** Checks a commit out in the gate workspace, ready to be gated. What can't be prepared is a place that says why. */
export async function prepareGateWorkspace(
  repository: Repository,
  policy: Policy,
  commit: CommitSha,
  emit: Emit,
): Promise<GatePlace> {
  await requireStoriesDirectory(repository, policy.options);
  const place = gateWorkspaceOf(repository, policy);
  const { git, nxRoot, env } = place;
  const path = git.cwd;
  const held = await inStep(emit, 'prepare-gate-workspace', path, async () => {
    const { isOn } = placeMark(path);
    await endProcesses(({ pid }) => isOn(pid), GRACE);
    await mkdir(dirname(path), { recursive: true });
    await requireClone(repository, path, commit.length === 40 ? 'sha1' : 'sha256');
    return holdCommit(repository, git, commit);
  });
  if (held.unusable !== null) return { ...place, ...held };
  try {
    await refreshDependencies(place, policy, emit);
    const startLimit = () => startTimeLimit(policy);
    await runSetup(policy.options.stories.setup, { nxRoot, env, startLimit }, emit);
  } catch (error) {
    if (!(error instanceof StorygateError) || !isAboutCommit(error)) throw error;
    return { ...place, ...held, unusable: error.message };
  }
  return { ...place, ...held };
}

/** Whether a commit can be the reason that its gate workspace could not be prepared. */
function isAboutCommit(error: StorygateError): boolean {
  return !(error instanceof Interrupted) && findStorageTrouble(error) === null;
}

/** How long what an earlier gate left running may take to end, in milliseconds. */
const GRACE = 2_000;

/** Its own Nx cache and data, beside the clone's objects, where no story's run writes. */
function gateEnvironment(path: string): Record<string, string> {
  return {
    ...placeMark(path).env,
    CI: 'true',
    HUSKY: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    NX_CACHE_DIRECTORY: join(path, '.git', 'nx', 'cache'),
    NX_WORKSPACE_DATA_DIRECTORY: join(path, '.git', 'nx', 'data'),
  };
}

/** Installs when the lockfile is another one than last time; a failed install is tried again next time. */
async function refreshDependencies(
  { git, nxRoot }: GatePlace,
  policy: Policy,
  emit: Emit,
): Promise<void> {
  const manager = findPackageManager(nxRoot);
  const stamp = join(git.cwd, '.git', 'storygate-dependencies');
  if (manager === null) return;
  const wanted = createHash('sha256')
    .update(await readFile(join(nxRoot, manager.lockfile)))
    .update(await readFile(join(nxRoot, 'package.json')))
    .update(process.version)
    .digest('hex');
  if (readTextOrNull(stamp) === wanted && existsSync(join(nxRoot, 'node_modules'))) return;
  await rm(stamp, { force: true });
  const ownStore = join(git.cwd, '.git', 'packages', manager.name);
  const limit = startTimeLimit(policy);
  await installDependencies(
    { manager, nxRoot, env: placeMark(git.cwd).env, ownStore, limit },
    emit,
  );
  // Packages' own scripts may have left files.
  await clean(git);
  await writeFile(stamp, wanted);
}
