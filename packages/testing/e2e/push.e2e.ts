import { createLeanWorkspace, type Workspace } from '../src/index';
import type { StatusDocument } from './documents';
import { expectExit, startStory } from './endings';
import { packs } from './packs';
import { commitOf, trunkOf } from './snapshot';

/** What git's own push meets: the pre-push hook gates what is pushed, by the commits that git names. */
describe('git push', () => {
  let acme: Workspace;
  const remoteHas = (ref: string) => commitOf(acme.at(acme.remote), ref);
  beforeAll(async () => {
    acme = await createLeanWorkspace(packs);
    await startStory(acme, 'login');
  });

  it('gates a new branch, then passes the same tree at once', async () => {
    const login = acme.story('login');
    const head = await login.commit('More', { 'packages/audit/more.js': 'exports.more = 1;\n' });
    const first = await login.tryGit('push', '-u', 'origin', 'HEAD');
    expectExit(first, 0);
    expect(await remoteHas('refs/heads/story/login')).toBe(head);

    const runs = '.git/storygate/stories/login/runs';
    const recorded = await acme.run('ls', [runs]);
    const second = await login.tryGit('push', 'origin', 'HEAD:refs/heads/story/copy');
    expectExit(second, 0);
    expect((await acme.run('ls', [runs])).stdout).toBe(recorded.stdout);
    const { json } = await acme.json<StatusDocument>(['status']);
    expect(json.stories[0]?.gate).toMatchObject({ result: 'passed' });
  });

  it('gates the commit, not the dirty working tree', async () => {
    const login = acme.story('login');
    const red = await login.commit('Break the test', {
      'packages/audit/index.test.js': 'process.exit(1);\n',
    });
    login.write({ 'packages/audit/index.test.js': '// green, but not committed\n' });
    const pushed = await login.tryGit('push', 'origin', 'HEAD');
    expectExit(pushed, 1);
    expect(pushed.stderr).toMatch(/^error: .*\[[A-Z_]+\]$/m);
    expect(await remoteHas('refs/heads/story/login')).not.toBe(red);
    expect(login.read('packages/audit/index.test.js')).toContain('not committed');
    await login.git('reset', '--quiet', '--hard', 'HEAD~1');
  });

  it('refuses trunk that nothing attests, under whatever local name', async () => {
    const login = acme.story('login');
    const trunk = await trunkOf(acme);
    for (const refspec of ['HEAD:main', 'HEAD:refs/heads/main', '+HEAD:main']) {
      const pushed = await login.tryGit('push', 'origin', refspec);
      expect([refspec, pushed.exitCode]).toEqual([refspec, 1]);
      expect(pushed.stderr).toMatch(/^error: .*\[[A-Z_]+\]$/m);
    }
    expect(await remoteHas('refs/heads/main')).toBe(trunk);
  });

  it('refuses a push of several refs as a whole when one is red or is trunk', async () => {
    const login = acme.story('login');
    const pushed = await login.tryGit('push', 'origin', 'HEAD:refs/heads/story/third', 'HEAD:main');
    expect(pushed.exitCode).toBe(1);
    expect(await remoteHas('refs/heads/story/third')).toBeNull();
  });

  it('lets tags, deletions and unchanged trunk through', async () => {
    const login = acme.story('login');
    await acme.git('tag', 'v1');
    const pushes = [
      ['origin', 'v1'],
      ['origin', '--delete', 'story/copy'],
      ['origin', 'main'],
    ];
    for (const push of pushes) {
      const pushed = await login.tryGit('push', ...push);
      expect([push, pushed.exitCode, pushed.output]).toEqual([push, 0, pushed.output]);
    }
    expect(await remoteHas('refs/tags/v1')).not.toBeNull();
    expect(await remoteHas('refs/heads/story/copy')).toBeNull();
  });

  it('refuses to delete trunk', async () => {
    const pushed = await acme.tryGit('push', 'origin', '--delete', 'main');
    expect(pushed.exitCode).toBe(1);
    expect(pushed.stderr).toMatch(/^error: .*\[[A-Z_]+\]$/m);
    expect(await remoteHas('refs/heads/main')).not.toBeNull();
  });

  it('gates a story pushed from a detached head', async () => {
    const login = acme.story('login');
    await login.git('checkout', '--quiet', '--detach');
    const red = await login.commit('Break it', {
      'packages/audit/index.test.js': 'process.exit(1);\n',
    });
    const pushed = await login.tryGit('push', 'origin', 'HEAD:refs/heads/story/login');
    expectExit(pushed, 1);
    expect(await remoteHas('refs/heads/story/login')).not.toBe(red);
  });
});
