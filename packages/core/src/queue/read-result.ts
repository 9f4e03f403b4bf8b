import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { runSchema, type StoredRun } from '../gate/run-record';
import { readFileAt } from '../git/commits';
import type { Git } from '../git/git';
import { entries, readRef } from '../git/refs';
import type { CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import type { Repository } from '../repository/repository';
import { RESULTS, shownRef, type QueuePlace } from './queue-place';
import { parseResult, type Result } from './result';
import { PUBLISHED_LOG } from './result-commit';

/** A story's result and the gate run it tells of, its logs written to a folder; null: none is known. */
export async function readResult(
  { layout }: Repository,
  place: QueuePlace,
  id: StoryId,
): Promise<{ readonly result: Result; readonly run: StoredRun | null } | null> {
  const { git } = place;
  const commit = await readRef(git, shownRef(place, `${RESULTS}${id}`));
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
  const paths = entries(await git.run(['ls-tree', '-r', '-z', '--name-only', commit, 'run/']));
  const names = paths
    .map((path) => path.slice('run/'.length))
    .filter((name) => PUBLISHED_LOG.test(name));
  for (const name of names) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
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
