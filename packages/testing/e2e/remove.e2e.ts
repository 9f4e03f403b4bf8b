import { createLeanWorkspace, livingOf, type Workspace } from '../src/index';
import type { StatusDocument } from './documents';
import { expectExit, startStory } from './endings';
import { packs } from './packs';
import { commitOf, takeSnapshot } from './snapshot';

/** Removing a story never destroys what somebody made. */
describe('storygate remove', () => {
  let acme: Workspace;
  beforeAll(async () => {
    acme = await createLeanWorkspace(packs);
    const login = await startStory(acme, 'login');
    await login.commit('Committed', { 'packages/audit/committed.js': 'exports.x = 1;\n' });
    login.edit('README.md', '# Acme', '# Uncommitted');
    login.write({ 'packages/audit/untracked.js': 'exports.y = 1;\n' });
  });

  it('only says what it would do with --dry-run', async () => {
    const before = await takeSnapshot(acme);
    const { exitCode, output } = await acme.storygate(['remove', 'login', '--dry-run']);
    expect([exitCode, output]).toEqual([0, expect.stringContaining('login')]);
    expect(await takeSnapshot(acme)).toEqual(before);
  });

  it('keeps commits, uncommitted and untracked files in the archive', async () => {
    const login = acme.story('login');
    const head = await login.git('rev-parse', 'HEAD');
    const { exitCode, output } = await acme.storygate(['remove', 'login']);
    expect([exitCode, output]).toEqual([0, output]);

    expect(login.has('.')).toBe(false);
    expect(await acme.git('worktree', 'list', '--porcelain')).not.toContain('login');
    expect(await commitOf(acme, 'refs/heads/story/login')).toBeNull();
    const archive = 'refs/storygate/archive/login/1';
    expect(await acme.git('show', `${archive}:packages/audit/committed.js`)).toContain('exports.x');
    expect(await acme.git('show', `${archive}:README.md`)).toBe('# Uncommitted');
    expect(await acme.git('show', `${archive}:packages/audit/untracked.js`)).toContain('exports.y');
    expect((await acme.tryGit('merge-base', '--is-ancestor', head, archive)).exitCode).toBe(0);
    const { json } = await acme.json<StatusDocument>(['status']);
    expect(json.stories).toEqual([]);
  });

  it('lets the id be used again, and archives under the next number', async () => {
    await startStory(acme, 'login');
    await acme.story('login').commit('Again', { 'again.txt': 'again\n' });
    expectExit(await acme.storygate(['remove', 'login']), 0);
    expect(await acme.git('show', 'refs/storygate/archive/login/2:again.txt')).toBe('again');
    expect(await commitOf(acme, 'refs/storygate/archive/login/1')).not.toBeNull();
  });

  it('ends the Nx daemon of the story, and no other', async () => {
    const story = await startStory(acme, 'served');
    const env = { NX_DAEMON: 'true' };
    const pids: number[] = [];
    for (const checkout of [acme, story]) {
      expectExit(await checkout.nx(['daemon', '--start'], { env }), 0);
      const { output } = await checkout.nx(['daemon'], { env });
      pids.push(Number(/Process ID: (\d+)/.exec(output)?.[1]));
    }
    expect(livingOf(pids)).toEqual(pids);
    expect(new Set(pids).size).toBe(2);
    expectExit(await acme.storygate(['remove', 'served']), 0);
    expect(livingOf(pids)).toEqual(pids.slice(0, 1));
    expectExit(await acme.nx(['daemon', '--stop'], { env }), 0);
    expect(story.has('.')).toBe(false);
  });
});
