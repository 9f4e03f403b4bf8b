import { createRepository, storygateFromSource, type Repository } from '@storygate/testing';

let repository: Repository;
let head: string;

beforeAll(async () => {
  repository = await createRepository({ 'nx.json': '{"plugins": ["@storygate/nx"]}' });
  head = await repository.git('rev-parse', 'HEAD');
  for (const id of ['login', 'cart', 'search']) await repository.git('branch', `story/${id}`);
});

const storygate = (...args: string[]) => storygateFromSource(args, { cwd: repository.root });

async function json(...args: string[]): Promise<Record<string, unknown>> {
  const end = await storygate(...args, '--json');
  expect(end).toMatchObject({ exitCode: 0 });
  return JSON.parse(end.stdout) as Record<string, unknown>;
}

it('queues, shows, moves and drops stories of a local trunk', async () => {
  expect((await storygate('queue')).stdout).toContain('nothing is queued');
  const queued = await json('merge', 'login', 'cart', '--no-wait');
  expect(queued).toMatchObject({
    outcomes: [
      { story: 'login', outcome: 'queued', head, queue: { position: 1 } },
      { story: 'cart', outcome: 'queued', head, queue: { position: 2 } },
    ],
  });
  await json('merge', 'search', '--no-wait', '--priority', '-3', '--strategy', 'merge');
  await repository.git('update-ref', 'refs/storygate/queue/odd.name', `${head}^{tree}`);

  expect(await json('queue', 'move', 'cart', '--before', 'login')).toMatchObject({
    schemaVersion: 1,
    story: 'cart',
    queue: { position: 2 },
  });
  const facts = { remote: null, head, problem: null, lastResult: null };
  expect(await json('queue')).toMatchObject({
    paused: null,
    entries: [
      { position: 1, story: 'odd.name', head: null, problem: "odd.name is no story's id" },
      { position: 2, story: 'cart', priority: 0, strategy: null, ...facts },
      { position: 3, story: 'login', priority: 0, strategy: null, ...facts },
      { position: 4, story: 'search', priority: -3, strategy: 'merge', ...facts },
    ],
  });
  expect(await json('status')).toMatchObject({
    paused: null,
    stories: [
      { id: 'cart', queue: { position: 2 } },
      { id: 'login', queue: { position: 3 } },
      { id: 'search', queue: { position: 4 } },
    ],
  });

  expect(await json('queue', 'drop', 'odd.name', 'login')).toMatchObject({
    dropped: [
      { story: 'odd.name', head: null },
      { story: 'login', head },
    ],
  });
  const refused = await storygate('queue', 'drop', 'cart', 'login');
  expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
  expect(refused.stderr).toBe(
    'error: nothing was changed, for this is not waiting in the queue: login [NOT_QUEUED]\n' +
      'hint: Queued: cart, search',
  );
  const shown = (await storygate('queue')).stdout.split('\n');
  expect(shown).toHaveLength(4);
  expect(shown[0]).toBe('queued for main in this repository:');
  expect(shown[2]).toMatch(/^1 +cart +[0-9a-f]{10} +0 +\d{4}-\d\d-\d\d \d\d:\d\d$/);
  for (const line of shown) expect(line.length).toBeLessThanOrEqual(80);
});

it('pauses and resumes, and says since when and why', async () => {
  const paused = await json('queue', 'pause', '--reason', 'release 2.0');
  expect(paused).toMatchObject({ paused: { reason: 'release 2.0' } });
  expect(await json('queue')).toMatchObject({ paused: paused.paused });
  expect(await json('status')).toMatchObject({ paused: paused.paused });
  expect((await storygate('status')).stdout).toMatch(
    /^the queue is paused since .*: release 2.0$/m,
  );
  expect(await json('queue', 'resume')).toMatchObject({ paused: null, ended: paused.paused });
  expect((await storygate('queue', 'resume')).stdout).toBe('the queue of main was not paused');
});
