import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, storygateFromSource, type Repository } from '@storygate/testing';

let repository: Repository;

beforeAll(async () => {
  repository = await createRepository({
    'nx.json': '{"plugins": ["@storygate/nx"]}',
    'a.txt': 'a\n',
  });
  await repository.git('branch', 'story/login');
});

const storygate = (args: string[], { cwd = repository.root, input = '' } = {}) =>
  storygateFromSource(args, { cwd, input });

const documentOf = ({ stdout }: { stdout: string }) =>
  JSON.parse(stdout) as Record<string, unknown>;

describe('storygate', () => {
  it.each([
    [['nonsense'], 'unknown command'],
    [['status', '--nope'], 'unknown option'],
    [['status', 'extra'], 'too many arguments'],
    [['open'], 'missing required argument'],
    [['approve'], 'either a story or'],
    [['approve', 'login', '--setup'], 'either a story or'],
    [['merge', 'login', '--strategy', 'rebase'], 'invalid'],
    [['logs', 'login', '--run', 'x'], 'number of a run'],
    [['hook', 'pre-commit'], 'pre-commit'],
    [['story', '../x'], "can't be a story id"],
    [['gate'], 'say which story'],
    [['merge', 'login', '--no-wait', '--priority', '101'], 'from -100 to 100'],
    [['queue', 'nonsense'], 'too many arguments'],
    [['queue', 'move', 'login'], 'where the story is to go'],
    [['queue', 'move', 'login', '--first', '--last'], 'cannot be used'],
  ])('ends %j with 2, one error line and a hint', async (args, why) => {
    const end = await storygate(args);
    expect(end.exitCode).toBe(2);
    expect(end.stdout).toBe('');
    const [error, ...hints] = end.stderr.split('\n');
    expect(error).toMatch(/^error: .*\[[A-Z_]+\]$/);
    expect(error).toContain(why);
    expect(hints.length).toBeGreaterThan(0);
    for (const hint of hints) expect(hint).toMatch(/^hint: /);
  });

  it.each([[['--help']], [['merge', '--help']], [['--version']]])(
    'answers %j on standard output and ends with 0',
    async (args) => {
      const end = await storygate(args);
      expect(end).toMatchObject({ exitCode: 0, stderr: '' });
      expect(end.stdout).not.toBe('');
    },
  );

  it('ends a refusal with 1, and says what there is', async () => {
    const end = await storygate(['remove', 'nope']);
    expect(end.exitCode).toBe(1);
    expect(end.stderr).toBe(
      'error: there is no story nope: branch story/nope does not exist [NO_SUCH_STORY]\n' +
        'hint: Stories in this repository: login',
    );
  });

  it('puts the same error into one JSON document', async () => {
    const end = await storygate(['remove', 'nope', '--json']);
    expect(end.exitCode).toBe(1);
    expect(documentOf(end)).toMatchObject({
      schemaVersion: 1,
      error: { code: 'NO_SUCH_STORY', facts: { story: 'nope', stories: ['login'] } },
    });
    expect(documentOf(await storygate(['nonsense', '--json']))).toMatchObject({
      schemaVersion: 1,
      error: { code: 'USAGE' },
    });
  });

  it('refuses a place that is no repository with 1', async () => {
    const end = await storygate(['status'], { cwd: repository.folder });
    expect(end).toMatchObject({ exitCode: 1, stdout: '' });
    expect(end.stderr).toContain('[NOT_A_REPOSITORY]');
  });

  it('tells the status of every story, for people and for programs', async () => {
    const head = await repository.git('rev-parse', 'HEAD');
    const end = await storygate(['status', '--json']);
    expect(end).toMatchObject({ exitCode: 0, stderr: '' });
    expect(documentOf(end)).toMatchObject({
      schemaVersion: 1,
      trunk: { branch: 'main', remote: null, commit: head },
      stories: [
        {
          id: 'login',
          title: null,
          branch: 'story/login',
          path: null,
          head,
          ahead: 0,
          behind: 0,
          dirty: false,
          gate: null,
          queue: null,
          ports: null,
          collidesWith: [],
          agent: null,
        },
      ],
    });
    const plain = await storygate(['status']);
    expect(plain.stdout).toContain('login');
    for (const line of plain.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('merges nothing where trunk has it all, and says so in the contract’s words', async () => {
    const end = await storygate(['merge', 'login', '--json']);
    expect(end.exitCode).toBe(0);
    const head = await repository.git('rev-parse', 'HEAD');
    expect(documentOf(end)).toMatchObject({
      schemaVersion: 1,
      outcomes: [
        {
          story: 'login',
          outcome: 'nothing-to-merge',
          head,
          base: head,
          commit: null,
          tree: null,
          attestation: null,
          failedTasks: [],
          conflicts: [],
          suspects: [],
        },
      ],
    });
  });

  it('names a conflict and leaves trunk where it was', async () => {
    const clash = await createRepository({ 'nx.json': '{}', 'a.txt': 'a\n' });
    await clash.git('checkout', '--quiet', '-b', 'story/clash');
    await clash.commit('Story', { 'a.txt': 'story\n' });
    await clash.git('checkout', '--quiet', 'main');
    const head = await clash.commit('Trunk', { 'a.txt': 'trunk\n' });
    const end = await storygate(['merge', 'clash'], { cwd: clash.root });
    expect(end.exitCode).toBe(1);
    expect(end.stderr).toContain(
      'error: cannot merge story/clash: it conflicts with main in a.txt [CONFLICTED]',
    );
    expect(end.stderr).toContain(`main is where it was: ${head.slice(0, 10)}`);
    expect(await clash.git('rev-parse', 'main')).toBe(head);
    expect(await clash.git('status', '--porcelain')).toBe('');
  });

  it('audits with 1 and names the commit', async () => {
    const sneaky = await createRepository({ 'nx.json': '{"plugins": ["@storygate/nx"]}' });
    expect((await storygate(['audit'], { cwd: sneaky.root })).exitCode).toBe(0);
    const commit = await sneaky.commit('Sneaked in', { 'a.txt': 'x\n' });
    const end = await storygate(['audit', '--json'], { cwd: sneaky.root });
    expect(end.exitCode).toBe(1);
    expect(documentOf(end)).toMatchObject({
      schemaVersion: 1,
      checked: 1,
      to: commit,
      unattested: [{ commit, reason: expect.any(String) as unknown }],
    });
    expect(end.stderr).toContain(`${commit.slice(0, 10)} Sneaked in`);
  });

  it('exports attestations into a new folder, and into no other', async () => {
    const folder = join(repository.folder, 'export');
    const end = await storygate(['audit', '--export', '../export', '--json']);
    expect(end.exitCode).toBe(0);
    expect(documentOf(end)).toMatchObject({ export: { folder, bundles: [], keys: [] } });
    writeFileSync(join(folder, 'mine'), '');
    const again = await storygate(['audit', '--export', '../export']);
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toMatch(/^error: .* \[OUTPUT_TAKEN\]\nhint: .*`--export`/);
  });

  it('refuses what git never tells a hook with 2, and an unproven trunk with 1', async () => {
    expect(
      (await storygate(['hook', 'pre-push', 'o', 'u'], { input: 'nonsense\n' })).exitCode,
    ).toBe(2);
    expect((await storygate(['hook', 'pre-push', 'o', 'u'])).exitCode).toBe(0);
  });

  it('names the key’s path of a bad option with 1', async () => {
    const bad = await createRepository({ 'nx.json': '{}' });
    const options = { gate: { targets: 'lint' } };
    writeFileSync(
      join(bad.root, 'nx.json'),
      JSON.stringify({ plugins: [{ plugin: '@storygate/nx', options }] }),
    );
    const end = await storygate(['status'], { cwd: bad.root });
    expect(end.exitCode).toBe(1);
    expect(end.stderr).toMatch(/^error: .*options\.gate\.targets .*\[BAD_OPTION\]/);
  });
});
