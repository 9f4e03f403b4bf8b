import { open, readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { StoredRun } from '../gate/run-record';
import type { Git } from '../git/git';
import { importCommits, type FileToCommit } from '../git/import-commits';
import type { CommitSha } from '../names/object-id';
import type { Result } from './result';

/** The most that is published of one file (its end), of how many files, in bytes. */
const MOST_OF_FILE = 256 * 1024;
const MOST_FILES = 200;

/** A result, and the run whose record and logs it is kept with. */
export interface ResultToKeep {
  readonly result: Result;
  readonly run: StoredRun | null;
}

/**
 * Makes the commits that keep results, in their order: `outcome.json`, and the run's record and logs in `run/`. Moves no
 * ref.
 */
export async function makeResultCommits(
  git: Git,
  results: readonly ResultToKeep[],
): Promise<CommitSha[]> {
  const commits = results.map(async ({ result, run }) => ({
    parent: null,
    message: `${result.story}: ${result.outcome}`,
    files: [
      { path: 'outcome.json', text: `${JSON.stringify(result, null, 2)}\n` },
      ...(run === null ? [] : await readRunFiles(run)),
    ],
  }));
  return importCommits(git, await Promise.all(commits));
}

/** The logs of a run's folder that are published: those of its tasks and of Nx, retries included. */
export const PUBLISHED_LOG = /^(retry-\d+\/)?[\w@.:+-]+\.log$/;

/** The run's record first, then the logs of failed and of flaky tasks before the others. */
async function readRunFiles({ folder, run }: StoredRun): Promise<FileToCommit[]> {
  const failed = run.tasks.filter(({ result }) => result === 'failed').map(({ log }) => log);
  const rank = (name: string): number =>
    failed.includes(name) ? 0 : name.startsWith('retry-') ? 1 : 2;
  const logs = (await readdir(folder, { recursive: true }))
    .map((name) => name.split(sep).join('/'))
    .filter((name) => PUBLISHED_LOG.test(name))
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
    .slice(0, MOST_FILES);
  const texts = await Promise.all(logs.map((name) => readEnd(join(folder, name))));
  return [
    { path: 'run/run.json', text: `${JSON.stringify(run, null, 2)}\n` },
    ...logs.map((name, index) => ({ path: `run/${name}`, text: texts[index] ?? '' })),
  ];
}

/** A file's text; of a long one, its end and a line that says so. */
async function readEnd(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const length = Math.min(size, MOST_OF_FILE);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    const text = buffer.toString('utf8');
    return size > length ? `[the first ${size - length} bytes were left out]\n${text}` : text;
  } finally {
    await file.close();
  }
}
