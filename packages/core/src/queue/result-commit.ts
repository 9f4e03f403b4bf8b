import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredRun } from '../gate/run-record';
import type { Git } from '../git/git';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import type { Result } from './result';

/** The most that is published of one file (its end), of how many files, in bytes. */
const MOST_OF_FILE = 256 * 1024;
const MOST_FILES = 200;

const AUTHOR = {
  GIT_AUTHOR_NAME: 'Storygate',
  GIT_AUTHOR_EMAIL: 'storygate@localhost',
  GIT_COMMITTER_NAME: 'Storygate',
  GIT_COMMITTER_EMAIL: 'storygate@localhost',
};

/** Makes the commit that keeps a result: `outcome.json`, and the run's record and logs in `run/`. Moves no ref. */
export async function makeResultCommit(
  git: Git,
  result: Result,
  run: StoredRun | null,
): Promise<CommitSha> {
  const files = [
    { path: 'outcome.json', text: `${JSON.stringify(result, null, 2)}\n` },
    ...(run === null ? [] : await readRunFiles(run)),
  ];
  const folder = await mkdtemp(join(tmpdir(), 'storygate-result-'));
  try {
    const index = git.with({ GIT_INDEX_FILE: join(folder, 'index') });
    await index.run(['read-tree', '--empty']);
    for (const { path, text } of files) {
      const blob = await index.line(['hash-object', '-w', '--stdin'], { input: text });
      await index.run(['update-index', '--add', '--cacheinfo', `100644,${blob},${path}`]);
    }
    const tree = await index.line(['write-tree']);
    const message = `${result.story}: ${result.outcome}\n`;
    return parseCommitSha(await git.with(AUTHOR).line(['commit-tree', tree], { input: message }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface PublishedFile {
  readonly path: string;
  readonly text: string;
}

/** The run's record first, then failed tasks' logs before the others. */
async function readRunFiles({ folder, run }: StoredRun): Promise<PublishedFile[]> {
  const failed = run.tasks.filter(({ result }) => result === 'failed').map(({ log }) => log);
  const rank = (name: string): number => (failed.includes(name) ? 0 : 1);
  const logs = (await readdir(folder))
    .filter((name) => /^[\w@.:+-]+\.log$/.test(name))
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
