import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { must, type Finished } from '../process/run';
import {
  createProtectedRepository,
  type ProtectedRepository,
} from '../protected/protected-repository';
import { proveChain } from './prove-chain';

/** Continuous integration has no time for more than a few. */
const MOST = process.env['STORYGATE_THOROUGH'] ? 20 : 5;
/** In the order in which they land, each with its priority. */
const STORIES = Array.from({ length: MOST }, (_, index) => ({
  id: `race-${index + 1}`,
  priority: MOST - index,
}));

/** What git's fast-import makes branches of, each with a file of its own on trunk's tip. */
const branches = STORIES.map(
  ({ id }) => `commit refs/heads/story/${id}
committer A <a@storygate.invalid> 1767225600 +0000
data ${id.length}
${id}
from refs/heads/main^0
M 100644 inline ${id}.txt
data ${id.length}
${id}
`,
).join('\n');

let repository: ProtectedRepository;
beforeAll(async () => {
  repository = await createProtectedRepository('local');
  await must('git', ['fast-import', '--quiet'], { cwd: repository.root, input: branches });
  await proveChain(repository.root, ...STORIES.map(({ id }) => id));
});

/** Runs a command for each story, all at once. */
function atOnce(command: (story: (typeof STORIES)[number]) => string[]): Promise<Finished[]> {
  return Promise.all(STORIES.map((story) => repository.storygate(...command(story))));
}

function lockFiles(): string[] {
  const names = readdirSync(join(repository.root, '.git'), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.lock'));
}

it(`lands each story once where ${MOST} processes queue at once, and ${MOST} land at once`, async () => {
  const { git, storygate } = repository;
  const before = await git('rev-parse', 'main');
  const queued = await atOnce(({ id, priority }) => [
    ...['merge', id, '--no-wait', '--priority', String(priority)],
  ]);
  expect(queued.filter(({ exitCode }) => exitCode !== 0)).toEqual([]);

  const landed = await atOnce(({ id }) => ['merge', id, '--json']);
  const outcomes = landed.flatMap(
    ({ stdout }) => (JSON.parse(stdout) as { outcomes: unknown[] }).outcomes,
  );
  // One that starts late on a busy machine is told that its story is on trunk already.
  const outcome = expect.stringMatching(/^(merged|nothing-to-merge)$/) as string;
  expect(outcomes).toMatchObject(STORIES.map(({ id }) => ({ story: id, outcome })));

  const moves = await git('log', '--reverse', '--first-parent', '--format=%s', `${before}..main`);
  expect(moves.split('\n')).toEqual(STORIES.map(({ id }) => expect.stringContaining(id) as string));
  expect((await storygate('audit')).exitCode).toBe(0);
  expect(await git('status', '--porcelain', '--branch')).toBe('## main');
  expect(await git('for-each-ref', 'refs/storygate/queue', 'refs/storygate/lock')).toBe('');
  expect(lockFiles()).toEqual([]);
}, 300_000);
