import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { runSchema, type StoredRun } from '../gate/run-record';
import { readFileAt, readObjects } from '../git/commits';
import type { Git } from '../git/git';
import { entries, listRefs, readRef } from '../git/refs';
import type { CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import type { Repository } from '../repository/repository';
import { fetchQueue, readQueue, seenResults } from './queue';
import { parseResult, type Result } from './result';

/** What was last seen of a remote's queue and results, by story. */
export interface RemoteView {
  /** 1 is next. */
  readonly positions: ReadonlyMap<string, number>;
  readonly results: ReadonlyMap<string, Result>;
}

/** Fetches and reads a remote's queue and results. */
export async function readRemoteView(git: Git, remote: string): Promise<RemoteView> {
  await fetchQueue(git, remote);
  return readSeenView(git, remote);
}

/** The remote's queue and results as last fetched. */
export async function readSeenView(git: Git, remote: string): Promise<RemoteView> {
  const queue = await readQueue(git, remote);
  const prefix = seenResults(remote);
  const refs = await listRefs(git, prefix);
  const texts = await readObjects(
    git,
    refs.map(({ commit }) => `${commit}:outcome.json`),
  );
  const results = refs.flatMap(({ ref }, index): [string, Result][] => {
    const result = parseResult(texts[index] ?? '');
    const id = ref.slice(prefix.length);
    return result?.story === id ? [[id, result]] : [];
  });
  return {
    positions: new Map(queue.map(({ id }, index) => [id, index + 1])),
    results: new Map(results),
  };
}

/** A story's result on a remote, and the gate run it tells of, its logs written to a folder; null: none was fetched. */
export async function readRemoteResult(
  { git, layout }: Repository,
  remote: string,
  id: StoryId,
): Promise<{ readonly result: Result; readonly run: StoredRun | null } | null> {
  const commit = await readRef(git, `${seenResults(remote)}${id}`);
  const text = commit === null ? null : await readFileAt(git, commit, 'outcome.json');
  const result = text === null ? null : parseResult(text);
  if (commit === null || result === null) return null;
  const runText = await readFileAt(git, commit, 'run/run.json');
  if (runText === null) return { result, run: null };
  const folder = join(layout.root, 'results', id);
  const names = await writeLogs(git, commit, folder);
  return { result, run: parseRun(runText, folder, names) };
}

/** Writes the published logs over what an earlier result left. Names are checked: anyone may push a result. */
async function writeLogs(git: Git, commit: CommitSha, folder: string): Promise<string[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const paths = entries(await git.run(['ls-tree', '-z', '--name-only', commit, 'run/']));
  const names = paths
    .map((path) => path.slice('run/'.length))
    .filter((name) => /^[\w@.:+-]+\.log$/.test(name));
  for (const name of names) {
    await writeFile(join(folder, name), (await readFileAt(git, commit, `run/${name}`)) ?? '');
  }
  return names;
}

function parseRun(text: string, folder: string, names: readonly string[]): StoredRun | null {
  const parsed = v.safeParse(runSchema, parseJson(text));
  if (!parsed.success) return null;
  const tasks = parsed.output.tasks.filter(({ log }) => names.includes(log));
  return { folder, run: { ...parsed.output, tasks } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
