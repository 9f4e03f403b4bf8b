import { createRepository, storygateFromSource, type Repository } from '@storygate/testing';

let repository: Repository;

const storygate = (...args: string[]) => storygateFromSource(args, { cwd: repository.root });

const documentOf = ({ stdout }: { stdout: string }) =>
  JSON.parse(stdout) as Record<string, unknown>;

/** Two stories that change the same line, and one that changes something else. */
beforeEach(async () => {
  repository = await createRepository({
    'nx.json': '{"plugins": ["@storygate/nx"]}',
    'a.txt': 'a\n',
  });
  for (const [story, file] of [
    ['cart', 'a.txt'],
    ['docs', 'docs.txt'],
    ['login', 'a.txt'],
  ]) {
    await repository.git('checkout', '--quiet', '-b', `story/${story!}`, 'main');
    await repository.commit(`Work on ${story!}`, { [file!]: `${story!}\n` });
  }
  await repository.git('checkout', '--quiet', 'main');
});

/** Keeps a result of a story's last landing, as whoever works the queue does. */
async function keepResult(story: string, at: string, flaky: readonly string[]): Promise<void> {
  const head = await repository.git('rev-parse', `story/${story}`);
  const lists = { conflicts: [], suspects: [], differences: [], failedTasks: [], cleared: [] };
  const result = {
    ...{ version: 1, story, outcome: 'merged', head, base: head, commit: head, tree: head },
    ...{ ...lists, attestation: null, reason: null, run: 1, reproduce: null, flaky, at },
  };
  await repository.git('checkout', '--quiet', '--detach');
  const commit = await repository.commit('Result', { 'outcome.json': JSON.stringify(result) });
  await repository.git('update-ref', `refs/storygate/results/${story}`, commit);
  await repository.git('checkout', '--quiet', 'main');
}

describe('status', () => {
  it('names stories that conflict with each other, and where', async () => {
    const { stdout } = await storygate('status');
    expect(stdout).toContain('\ncollision: cart and login conflict in a.txt');
    expect(stdout).not.toContain('docs and');
    expect(stdout).toMatch(
      /\nnext: cart and login conflict in a.txt: decide which lands first: `git diff story\/cart story\/login`$/,
    );
    const collision = { files: ['a.txt'], uncommitted: [], projects: [] };
    expect(documentOf(await storygate('status', '--json'))).toMatchObject({
      trunk: { graph: false },
      stories: [
        { id: 'cart', collidesWith: [{ story: 'login', ...collision }] },
        { id: 'docs', collidesWith: [] },
        { id: 'login', collidesWith: [{ story: 'cart', ...collision }] },
      ],
      flaky: [],
      next: {
        ...{ kind: 'collision', stories: ['cart', 'login'], files: ['a.txt'] },
        command: 'git diff story/cart story/login',
      },
    });
  });

  it('tells when the tests of a story were red, and green', async () => {
    const head = await repository.git('rev-parse', 'story/docs');
    const mark = { commit: head, committed: true, at: '2026-01-02T10:00:00.000Z', run: 1 };
    const test = { path: 'docs.spec.ts', present: true, red: null, green: mark };
    const file = '.git/storygate/stories/docs/tests.json';
    repository.write({ [file]: JSON.stringify({ version: 1, tests: [test] }) });
    const { stdout } = await storygate('status');
    expect(stdout).toContain(`\ntests: docs green at ${head.slice(0, 10)}, never seen red`);
    expect(documentOf(await storygate('status', '--json'))).toMatchObject({
      stories: [
        { id: 'cart', tests: null },
        {
          id: 'docs',
          tests: { files: 1, red: null, green: mark, neverRed: ['docs.spec.ts'], notRun: [] },
        },
        { id: 'login', tests: null },
      ],
    });
  });

  it('names tasks that were flaky in a landing, as each was seen last', async () => {
    await keepResult('cart', '2026-01-02T10:00:00.000Z', ['shop:test', 'cart:test']);
    await keepResult('login', '2026-01-03T11:30:00.000Z', ['shop:test']);
    expect(documentOf(await storygate('status', '--json'))).toMatchObject({
      flaky: [
        { task: 'shop:test', story: 'login', at: '2026-01-03T11:30:00.000Z' },
        { task: 'cart:test', story: 'cart', at: '2026-01-02T10:00:00.000Z' },
      ],
    });
    const { stdout } = await storygate('status');
    expect(stdout).toContain(
      'flaky: shop:test, last in the landing of login (2026-01-03 11:30 UTC)\n' +
        'flaky: cart:test, last in the landing of cart (2026-01-02 10:00 UTC)',
    );
  });
});

describe('merge', () => {
  it('warns of the stories that conflict with the one about to land', async () => {
    const end = await storygate('merge', 'login', '--dry-run', '--json');
    expect(end.exitCode).toBe(0);
    expect(end.stderr).toContain(
      'warning: story/login collides with cart (they conflict in a.txt); whichever lands later has to take in the other [COLLIDES]',
    );
    expect(documentOf(end)).toMatchObject({
      previews: [{ story: 'login', collidesWith: [{ story: 'cart', files: ['a.txt'] }] }],
    });
    const other = await storygate('merge', 'docs', '--no-wait', '--json');
    expect(other.stderr).not.toContain('COLLIDES');
    expect(documentOf(other)).toMatchObject({ outcomes: [{ story: 'docs', collidesWith: [] }] });
  });

  it('says so, and goes on, where collisions can’t be told', async () => {
    const broken = `${repository.folder}/broken`;
    await repository.git('worktree', 'add', '--quiet', broken, 'story/docs');
    repository.write({ '.git/worktrees/broken/index': 'no index' });
    const end = await storygate('merge', 'login', '--dry-run');
    expect(end).toMatchObject({ exitCode: 0 });
    expect(end.stderr).toContain('[COLLISIONS_UNKNOWN]');
    expect(end.stdout).toContain('would gate');
  });
});
