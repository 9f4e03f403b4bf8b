import type { Workspace } from '../src/index';
import type { AuditDocument, GateDocument, StatusDocument } from './documents';
import { expectExit, expectOutcomes, expectRed, startStory } from './endings';
import { BY_CREATE_NX_WORKSPACE, LEAN } from './libraries';
import { packs } from './packs';
import { commitOf, takeSnapshot, trunkOf } from './snapshot';

/** With time for it, on a workspace made by create-nx-workspace. */
const libraries = process.env['STORYGATE_THOROUGH'] ? BY_CREATE_NX_WORKSPACE : LEAN;

const source = (library: string) => `${libraries.folder(library)}/${libraries.index}`;

/** The main job; each step goes on from the one before. */
describe('two stories in parallel, one green and one red', () => {
  let acme: Workspace;
  let start: string;
  beforeAll(async () => {
    acme = await libraries.create(packs);
    start = await trunkOf(acme);
  });

  it('starts both at the same time, each in a worktree of its own', async () => {
    const started = await Promise.all([
      acme.nx(['g', 'story', 'login', '--title', 'Log in with a name']),
      acme.nx(['g', 'story', '42']),
    ]);
    for (const each of started) expectExit(each, 0);

    for (const id of ['login', '42']) {
      const story = acme.story(id);
      expect(await story.git('symbolic-ref', '--short', 'HEAD')).toBe(`story/${id}`);
      expect(await story.git('rev-parse', 'HEAD')).toBe(start);
      expect(await story.git('status', '--porcelain')).toBe('');
      expect(await story.git('rev-parse', '--git-path', 'hooks')).toMatch(/^\/.*storygate\/hooks$/);
      expect(story.has('node_modules/nx/package.json')).toBe(true);
      const money = await story.run('node', ['-p', 'require.resolve("@acme/money/package.json")']);
      expect(money.stdout).toBe(`${story.root}/packages/money/package.json`);
    }
    expect(started[0].output).toContain(acme.story('login').root);
    expect(await acme.git('status', '--porcelain')).toBe('');

    const { json } = await acme.json<StatusDocument>(['status']);
    expect(json.trunk).toMatchObject({ branch: 'main', commit: start });
    expect(json.stories.map(({ id, ahead, dirty }) => ({ id, ahead, dirty }))).toEqual([
      { id: '42', ahead: 0, dirty: false },
      { id: 'login', ahead: 0, dirty: false },
    ]);
    expect(json.stories[1]).toMatchObject({ title: 'Log in with a name', branch: 'story/login' });
  });

  it('gates both at the same time, each only for what it affects', async () => {
    const login = acme.story('login');
    login.write({ [source('money')]: `// Two digits.\n${login.read(source('money'))}` });
    await login.commit('Say what format does');
    const red = acme.story('42');
    red.edit(source('audit'), 'toISOString()', 'toUTCString()');
    await red.commit('Write dates for people');

    const affected = ['affected', '-t', 'gate'];
    const [green, failed] = await Promise.all([login.nx(affected), red.nx(affected)]);
    expectExit(green, 0);
    expectRed(failed);

    const { json } = await acme.json<StatusDocument>(['status']);
    const gates = json.stories.map(({ id, gate }) => [id, gate?.result, gate?.tree]);
    expect(gates).toEqual([
      ['42', 'failed', await red.git('rev-parse', 'HEAD^{tree}')],
      ['login', 'passed', await login.git('rev-parse', 'HEAD^{tree}')],
    ]);
  });

  it('answers as JSON what each gate found', async () => {
    const green = await acme.json<GateDocument>(['gate', 'login']);
    expect([green.exitCode, green.json.result]).toEqual([0, 'passed']);
    expect(green.json.tree).toBe(await acme.story('login').git('rev-parse', 'HEAD^{tree}'));
    const projects = new Set(green.json.tasks.map(({ project }) => project));
    expect([...projects].sort()).toEqual(['@acme/cart', '@acme/money']);

    const red = await acme.story('42').json<GateDocument>(['gate']);
    expect([red.exitCode, red.json.result]).toEqual([1, 'failed']);
    const failed = red.json.tasks.filter(({ result }) => result === 'failed');
    expect(failed.map(({ project, target }) => `${project}:${target}`)).toContain(
      '@acme/audit:test',
    );
    expect(new Set(red.json.tasks.map(({ project }) => project))).toEqual(new Set(['@acme/audit']));
  });

  it('refuses the red one at push', async () => {
    const before = await takeSnapshot(acme);
    const pushed = await acme.story('42').tryGit('push', 'origin', 'story/42');
    expect(pushed.exitCode).toBe(1);
    expect(pushed.stderr).toMatch(/^error: .*@acme\/audit:test.*\[GATE_FAILED\]$/m);
    expect(await acme.at(acme.remote).git('for-each-ref', 'refs/heads/story')).toBe('');
    expect(await takeSnapshot(acme)).toEqual(before);
  });

  it('refuses the red one at merge, and names task, log and a command that reproduces it', async () => {
    const before = await takeSnapshot(acme);
    const merged = await acme.nx(['merge', 'trunk', '--story=42']);
    expectExit(merged, 1);
    expect(merged.output).toMatch(/^error: .*@acme\/audit:test.*\[GATE_FAILED\]$/m);
    expect(merged.output).toContain('storygate gate 42 --merged');
    expect(merged.output).toContain('storygate logs 42');
    expect(await takeSnapshot(acme)).toEqual(before);

    const logs = await acme.storygate(['logs', '42']);
    expect([logs.exitCode, logs.stdout.includes('1970-01-01T00:00:00.000Z login')]).toEqual([
      0,
      true,
    ]);
    const again = await acme.json<GateDocument>(['gate', '42', '--merged']);
    expect([again.exitCode, again.json.result]).toEqual([1, 'failed']);
    expect(await takeSnapshot(acme)).toEqual(before);
  });

  it('lets the green one through at push, and lands it', async () => {
    const login = acme.story('login');
    const pushed = await login.tryGit('push', 'origin', 'story/login');
    expectExit(pushed, 0);

    const head = await login.git('rev-parse', 'HEAD');
    const merged = await acme.nx(['merge', 'trunk', '--story=login']);
    expectExit(merged, 0);

    const trunk = await trunkOf(acme);
    expect(await acme.git('rev-list', '--count', `${start}..${trunk}`)).toBe('1');
    const independent = await acme.git('merge-tree', '--write-tree', start, head);
    expect(await acme.git('rev-parse', `${trunk}^{tree}`)).toBe(independent);
    expect(await acme.git('status', '--porcelain')).toBe('');
    expect(acme.read(source('money'))).toContain('Two digits');
  });

  it('proves it in the ledger, and lets attested trunk be pushed', async () => {
    expect(await commitOf(acme, 'refs/storygate/ledger')).not.toBeNull();
    const { exitCode, json } = await acme.json<AuditDocument>(['audit']);
    expect([exitCode, json]).toMatchObject([0, { checked: 1, unattested: [] }]);

    const pushed = await acme.tryGit('push', 'origin', 'main');
    expectExit(pushed, 0);
    expect(await acme.at(acme.remote).git('rev-parse', 'main')).toBe(await trunkOf(acme));
  });

  it('refuses two stories that are green alone and red together', async () => {
    const rename = await startStory(acme, 'rename');
    for (const file of libraries.usesOfFormat) {
      const renamed = rename.read(`packages/${file}`).replaceAll(/\bformat\b/g, 'formatCents');
      rename.write({ [`packages/${file}`]: renamed });
    }
    await rename.commit('Say what format formats');
    const receipt = await startStory(acme, 'receipt');
    await receipt.commit('Print receipts', libraries.receipt);
    const alone = [
      await rename.json<GateDocument>(['gate']),
      await receipt.json<GateDocument>(['gate']),
    ];
    expect(alone.map(({ json }) => json.result)).toEqual(['passed', 'passed']);

    const [first, second] = await expectOutcomes(acme, {
      rename: 'merged',
      receipt: 'gate-failed',
    });
    expect(JSON.stringify(second?.failedTasks)).toContain('@acme/cart');
    expect(second?.base).toBe(first?.commit);
    expect(await trunkOf(acme)).toBe(first?.commit);
  });

  it('names a commit that got onto trunk behind its back', async () => {
    acme.write({ [`${libraries.folder('greeting')}/sneaked.txt`]: 'by the back door\n' });
    await acme.git('add', '--all');
    const landed = await acme.git('rev-parse', 'main');
    const refused = await acme.tryGit('commit', '--no-verify', '-m', 'Sneak in');
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stderr).toContain('[TRUNK_PROTECTED]');
    expect(await acme.git('rev-parse', 'main')).toBe(landed);

    const unguarded = ['-c', 'core.hooksPath=/dev/null'];
    await acme.git(...unguarded, 'commit', '--quiet', '-m', 'Sneak in');
    const sneaked = await acme.git('rev-parse', 'main');
    const { exitCode, json } = await acme.json<AuditDocument>(['audit']);
    expect(exitCode).toBe(1);
    expect(json.unattested.map(({ commit }) => commit)).toEqual([sneaked]);

    const pushed = await acme.tryGit('push', 'origin', 'main');
    expect([pushed.exitCode, /^error: .*\[[A-Z_]+\]$/m.test(pushed.stderr)]).toEqual([1, true]);
    expect(await acme.at(acme.remote).git('rev-parse', 'main')).not.toBe(sneaked);
  });
});
