import { appendFileSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import {
  createManagedWorkspace,
  IS_NUMBER,
  MANAGERS,
  recordProgram,
  type Checkout,
  type Running,
  type Workspace,
} from '../src/index';
import type { StatusDocument } from './documents';
import { expectExit, expectOutcomes, startStory } from './endings';
import { packs } from './packs';

const { before, after } = IS_NUMBER;

/** What a story's workspace is, whatever installs its dependencies: from `create-nx-workspace` to landing and back. */
describe.each(MANAGERS)('the stories of a workspace of $name', (manager) => {
  let acme: Workspace;
  let login: Checkout;
  let raised: Checkout;
  beforeAll(async () => {
    acme = await createManagedWorkspace(packs, manager);
    expect(await acme.git('status', '--porcelain')).toBe('');
  });

  const call = (checkout: Checkout, [program = '', ...args]: readonly string[]) =>
    checkout.run(program, args);
  const inSite = async (checkout: Checkout, expression: string) => {
    const cwd = join(checkout.root, 'packages/site');
    const { stdout, output } = await checkout.run(process.execPath, ['-p', expression], { cwd });
    return stdout || output;
  };
  const versionIn = (checkout: Checkout) =>
    inSite(checkout, `require('is-number/package.json').version`);
  const fileIn = (checkout: Checkout) => inSite(checkout, `require.resolve('is-number')`);
  const contentIn = async (checkout: Checkout) => readFileSync(await fileIn(checkout), 'utf8');

  /** Has the dependencies of its own lockfile, and its own packages; its tasks run; nothing of it is changed. */
  async function expectReady(checkout: Checkout, version: string) {
    expect(await versionIn(checkout)).toBe(version);
    const money = join(realpathSync(checkout.root), 'packages/money/index.js');
    expect(await inSite(checkout, `require.resolve('@acme/money')`)).toBe(money);
    const task = ['nx', 'run-many', '-t', 'test', '-p', '@acme/site', '@acme/cart'];
    expectExit(await call(checkout, [...manager.exec, ...task]), 0);
    expect(await checkout.git('status', '--porcelain')).toBe('');
  }

  it('have what their own lockfiles say', async () => {
    login = await startStory(acme, 'login');
    raised = await startStory(acme, 'raised');
    await expectReady(login, before);
    expectExit(await call(raised, manager.add('@acme/site', `is-number@${after}`)), 0);
    raised.edit('packages/site/site.test.js', before, after);
    await raised.commit('Raise is-number');
    expectExit(await acme.nx(['g', 'story', 'follow', '--base=story/raised']), 0);
    for (const checkout of [raised, acme.story('follow')]) await expectReady(checkout, after);
    expect([await versionIn(acme), await versionIn(login)]).toEqual([before, before]);
  });

  it('serve at the same time, each on its own port', async () => {
    const stories = [login, raised];
    const { json } = await acme.json<StatusDocument>(['status']);
    const ports = ['login', 'raised'].map((id) => json.stories.find((one) => one.id === id)?.ports);
    const servers: Running[] = [];
    try {
      for (const story of stories)
        servers.push(await story.start('npx', ['--no-install', 'nx', 'serve', '@acme/site']));
      for (const [index, server] of servers.entries())
        await server.printed(`listening on ${ports[index]?.base}`);
      const said = await Promise.all(
        ports.map(async (port) => (await fetch(`http://127.0.0.1:${port?.base}`)).json()),
      );
      expect(said).toEqual([
        { story: 'login', isNumber: before },
        { story: 'raised', isNumber: after },
      ]);
    } finally {
      for (const server of servers) {
        server.signal('SIGTERM');
        await server.finished;
      }
    }
  });

  it('keep a dependency that one of them changes in place from the others', async () => {
    const original = await contentIn(acme);
    appendFileSync(await fileIn(login), '// mine\n');
    const found = await acme.storygate(['doctor']);
    expect([found.exitCode, found.output]).toEqual([
      1,
      expect.stringContaining('SHARED_FILE_CHANGED'),
    ]);
    expect((await acme.storygate(['doctor', '--fix'])).output).not.toContain('SHARED_FILE_CHANGED');
    expect([await contentIn(login), await contentIn(acme)]).toEqual([
      `${original}// mine\n`,
      original,
    ]);
    await expectReady(await startStory(acme, 'later'), before);
    expect(await contentIn(acme.story('later'))).toBe(original);
  });

  it('open in a window of their own', async () => {
    const programs = join(acme.folder, 'editors');
    mkdirSync(programs);
    const recorded = await recordProgram(programs, 'code');
    const search = [programs, acme.environment['PATH'] ?? process.env['PATH']].join(delimiter);
    const end = await acme.storygate(['open', 'login'], { env: { PATH: search } });
    expectExit(end, 0);
    const { cwd, args } = await recorded();
    const [flag, file = ''] = args;
    expect([cwd, flag]).toEqual([login.root, '--new-window']);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      folders: [{ path: login.root }],
      settings: { 'window.title': expect.stringContaining('login') as unknown },
    });
    expect(await login.git('status', '--porcelain')).toBe('');
  });

  it('land with the dependencies that they were gated with, and later ones have those', async () => {
    await login.commit('Greet', { 'packages/greeting/more.js': 'exports.more = 1;\n' });
    await expectOutcomes(acme, { login: 'merged', raised: 'merged' });
    expect(acme.read('packages/site/package.json')).toContain(after);
    expect(await acme.git('status', '--porcelain')).toBe('');
    await expectReady(await startStory(acme, 'next'), after);
  });

  it('come back after they were removed', async () => {
    const next = acme.story('next');
    const mine = { 'README.md': '# Rewritten\n', 'notes.txt': 'mine\n' };
    next.write(mine);
    const held = await next.git('status', '--porcelain');
    expectExit(await acme.storygate(['remove', 'next']), 0);
    expect(next.has('.')).toBe(false);
    expectExit(await acme.storygate(['restore', 'next']), 0);
    expect(await next.git('status', '--porcelain')).toBe(held);
    expect(Object.keys(mine).map((path) => next.read(path))).toEqual(Object.values(mine));
    expect(await versionIn(next)).toBe(after);
  });
});
