import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, writeFiles, type Repository as Sandbox } from '@storygate/testing';
import { gateWorkspaceOf } from '../gate-workspace/gate-workspace';
import { keepGraph } from '../gate-workspace/kept-graph';
import { treeOf } from '../git/commits';
import { requireRepository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { readStatus } from './read-status';

const LINES = Array.from({ length: 12 }, (_, line) => `${line}\n`);

/** The lines with one of them changed. */
function withLine(line: number, text: string): string {
  return LINES.toSpliced(line, 1, `${text}\n`).join('');
}

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await createRepository({ 'nx.json': '{}', 'a.txt': LINES.join('') });
});

/** Starts a story with a worktree, and commits files there. */
async function start(id: string, files: Record<string, string>): Promise<string> {
  const path = join(sandbox.folder, id);
  await sandbox.git('worktree', 'add', '--quiet', '-b', `story/${id}`, path, 'main');
  writeFiles(path, files);
  await sandbox.git('-C', path, 'add', '--all');
  await sandbox.git('-C', path, 'commit', '--quiet', '--allow-empty', '-m', `Work on ${id}`);
  return path;
}

async function read() {
  const repository = await requireRepository(sandbox.root);
  const { stories } = await readStatus(repository, await requireTrunk(repository));
  return Object.fromEntries(stories.map((story) => [story.id, story]));
}

describe('readStatus', () => {
  it('knows a story landed, squashed and changed further on trunk since', async () => {
    await start('login', { 'a.txt': withLine(0, 'login') });
    await sandbox.commit('Squash it', { 'a.txt': withLine(0, 'login') });
    expect(await read()).toMatchObject({ login: { landed: true, ahead: 1, behind: 1 } });
    const both = withLine(0, 'login').replace('11\n', 'later\n');
    await sandbox.commit('Work on', { 'a.txt': both });
    expect(await read()).toMatchObject({ login: { landed: true, ahead: 1, behind: 2 } });
    await sandbox.commit('Take it back', { 'a.txt': withLine(11, 'later') });
    expect(await read()).toMatchObject({ login: { landed: false } });
  });

  it('lets a story that landed collide with nobody', async () => {
    await start('login', { 'a.txt': withLine(0, 'login') });
    await start('cart', { 'a.txt': withLine(0, 'cart') });
    expect(await read()).toMatchObject({
      login: { collidesWith: [{ story: 'cart', files: ['a.txt'], uncommitted: [] }] },
      cart: { collidesWith: [{ story: 'login', files: ['a.txt'], uncommitted: [] }] },
    });
    await sandbox.git('merge', '--quiet', '--no-edit', 'story/login');
    expect(await read()).toMatchObject({
      login: { landed: true, collidesWith: [] },
      cart: { landed: false, collidesWith: [] },
    });
  });

  it('tells of common files that are not committed yet, whether they would merge or not', async () => {
    const login = await start('login', { 'new.txt': 'login\n' });
    const cart = await start('cart', { 'a.txt': withLine(0, 'cart') });
    writeFileSync(join(login, 'a.txt'), withLine(11, 'login'));
    writeFiles(cart, { 'notes/cart.md': 'cart\n' });
    expect(await read()).toMatchObject({
      login: {
        dirty: true,
        collidesWith: [{ story: 'cart', files: [], uncommitted: ['a.txt'], projects: [] }],
      },
      cart: { dirty: true, collidesWith: [{ story: 'login', uncommitted: ['a.txt'] }] },
    });
    writeFiles(login, { 'notes/cart.md': 'login\n' });
    const { login: now } = await read();
    expect(now?.collidesWith).toMatchObject([{ uncommitted: ['a.txt', 'notes/cart.md'] }]);
  });

  it('names a file once, where it conflicts and has uncommitted changes besides', async () => {
    const login = await start('login', { 'a.txt': withLine(0, 'login') });
    await start('cart', { 'a.txt': withLine(0, 'cart') });
    writeFileSync(join(login, 'a.txt'), withLine(1, 'login'));
    const { login: now } = await read();
    expect(now?.collidesWith).toMatchObject([{ files: ['a.txt'], uncommitted: [] }]);
  });

  it('tells of projects in which stories meet, once trunk’s graph is kept', async () => {
    await start('login', { 'libs/ui/login.ts': '1\n' });
    await start('cart', { 'libs/cart/cart.ts': '1\n' });
    expect((await read())['login']?.collidesWith).toEqual([]);
    const repository = await requireRepository(sandbox.root);
    const trunk = await requireTrunk(repository);
    await keepGraph(
      gateWorkspaceOf(repository, trunk.policy),
      await treeOf(repository.git, trunk.commit),
      {
        definitions: {},
        map: {
          projects: {
            ui: { root: 'libs/ui', dependsOn: [] },
            cart: { root: 'libs/cart', dependsOn: ['ui'] },
          },
          outside: [],
        },
      },
    );
    expect(await readStatus(repository, trunk)).toMatchObject({
      knowsProjects: true,
      stories: [
        { id: 'cart', collidesWith: [{ story: 'login', files: [], projects: ['ui'] }] },
        { id: 'login', collidesWith: [{ story: 'cart', files: [], projects: ['ui'] }] },
      ],
    });
  });

  it('has no path for a story whose folder is gone, locked or not, and knows the rest', async () => {
    const login = await start('login', { 'b.txt': 'b\n' });
    const cart = await start('cart', { 'c.txt': 'c\n' });
    await sandbox.git('worktree', 'lock', login);
    for (const folder of [login, cart]) rmSync(folder, { recursive: true });
    expect(await read()).toMatchObject({
      login: { path: null, dirty: false, ahead: 1 },
      cart: { path: null, dirty: false, ahead: 1 },
    });
  });

  it('finds the checkout in which a story is being rebased', async () => {
    const login = await start('login', { 'a.txt': withLine(0, 'login') });
    await sandbox.commit('Trunk', { 'a.txt': withLine(0, 'trunk') });
    await sandbox.tryGit('-C', login, 'rebase', '--quiet', 'main');
    expect(await read()).toMatchObject({ login: { path: login, dirty: true } });
  });

  it('counts nothing of a history that has nothing in common with trunk', async () => {
    await start('login', { 'a.txt': withLine(0, 'login') });
    const tree = await sandbox.git('rev-parse', 'story/login^{tree}');
    const apart = await sandbox.git('commit-tree', tree, '-m', 'Apart');
    await sandbox.git('branch', 'story/apart', apart);
    expect(await read()).toMatchObject({
      apart: { ahead: 1, behind: 1, landed: false, gate: null, collidesWith: [] },
      login: { collidesWith: [] },
    });
  });
});
