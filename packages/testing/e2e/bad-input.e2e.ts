import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import {
  createLeanWorkspace,
  createRepository,
  temporaryFolder,
  type Checkout,
  type Workspace,
} from '../src/index';
import { expectExit, expectRefusal } from './endings';
import { packs } from './packs';
import { takeSnapshot } from './snapshot';

/** Everything here is refused with a clear line, and changes nothing. */
describe('bad input', () => {
  let acme: Workspace;
  beforeAll(async () => {
    acme = await createLeanWorkspace(packs);
  });

  /** The installed program, for folders that npx finds nothing in. */
  const storygate = (where: Checkout | string, ...args: string[]) =>
    (typeof where === 'string' ? acme.at(where) : where).run(
      join(acme.root, 'node_modules', '.bin', 'storygate'),
      args,
    );

  async function unchanged(action: () => Promise<void>): Promise<void> {
    const before = await takeSnapshot(acme);
    await action();
    expect(await takeSnapshot(acme)).toEqual(before);
  }

  describe('as a story’s id', () => {
    it.each(['../x', 'a b', '$(touch pwned)', 'é', 'x'.repeat(300), 'con', '', '.', 'a/b'])(
      'refuses %j',
      (id) =>
        unchanged(async () => {
          expectRefusal(await storygate(acme, 'story', id), 2, 'BAD_STORY_ID');
          expect(acme.has('pwned')).toBe(false);
        }),
    );

    it('refuses -rf, as an unknown option and after --', () =>
      unchanged(async () => {
        expectExit(await storygate(acme, 'story', '-rf'), 2);
        expectRefusal(await storygate(acme, 'story', '--', '-rf'), 2, 'BAD_STORY_ID');
      }));

    it.each(['$(touch pwned)', '../x', 'a b'])('refuses %j through nx g story too', (id) =>
      unchanged(async () => {
        const { exitCode, output } = await acme.nx(['g', 'story', '--no-interactive', id]);
        expect([exitCode, output]).not.toEqual([0, output]);
        expect(output).toMatch(/^error: .*\[BAD_STORY_ID\]$/m);
        expect(acme.has('pwned')).toBe(false);
      }),
    );

    it('refuses one that exists as branch, as folder, as record, and in other letters', async () => {
      await acme.git('branch', 'story/branch');
      acme.at(acme.story('folder').root).write({ 'file.txt': 'mine\n' });
      expectExit(await storygate(acme, 'story', 'there'), 0);
      await unchanged(async () => {
        for (const id of ['branch', 'folder', 'there', 'THERE']) {
          expectRefusal(await storygate(acme, 'story', id), 1, 'STORY_EXISTS');
        }
        expect(acme.story('folder').read('file.txt')).toBe('mine\n');
      });
    });

    it('refuses a story that is not there, in every command that wants one', () =>
      unchanged(async () => {
        for (const command of ['gate', 'merge', 'logs', 'remove']) {
          expectRefusal(await storygate(acme, command, 'nowhere'), 1, 'NO_SUCH_STORY');
        }
      }));
  });

  describe('as a command', () => {
    it.each([[['nonsense']], [['story']], [['approve']], [['status', '--nonsense']], [['logs']]])(
      'refuses %j as wrong usage',
      (args) =>
        unchanged(async () => {
          const { exitCode, stderr } = await storygate(acme, ...args);
          expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/^error: /m)]);
        }),
    );

    it('refuses a base that names nothing and a brief that is not there', () =>
      unchanged(async () => {
        const base = await storygate(acme, 'story', 'x', '--base', 'nowhere');
        expectRefusal(base, 1, 'NO_SUCH_BASE');
        const brief = await storygate(acme, 'story', 'x', '--brief', 'nowhere.md');
        expectRefusal(brief, 1, 'NO_BRIEF');
      }));

    it('answers refusals as JSON under --json, with nothing else on stdout', async () => {
      const { exitCode, stdout } = await storygate(acme, 'gate', 'nowhere', '--json');
      expect(exitCode).toBe(1);
      expect(JSON.stringify(JSON.parse(stdout))).toContain('NO_SUCH_STORY');
    });
  });

  describe('as a place', () => {
    it('refuses outside git, and outside an Nx workspace', async () => {
      const outside = temporaryFolder('outside');
      expectRefusal(await storygate(outside, 'status'), 1, 'NOT_A_REPOSITORY');
      const { root } = await createRepository();
      expectRefusal(await storygate(root, 'story', 'x'), 1, 'NOT_AN_NX_WORKSPACE');
    });

    it('refuses a repository without commits', async () => {
      const empty = acme.at(temporaryFolder('empty'));
      await empty.git('init', '--quiet');
      empty.write({ 'nx.json': acme.read('nx.json') });
      expectRefusal(await storygate(empty, 'story', 'x'), 1, 'NO_COMMITS');
    });

    it('refuses a missing trunk', async () => {
      const { root, git } = await createRepository({ 'nx.json': acme.read('nx.json') });
      await git('branch', '-m', 'main', 'develop');
      expectRefusal(await storygate(root, 'story', 'x'), 1, 'NO_TRUNK');
    });

    it('refuses a shallow clone', async () => {
      const { root, folder, git, commit } = await createRepository({
        'nx.json': acme.read('nx.json'),
      });
      await commit('Second', { 'b.txt': 'b\n' });
      await git('clone', '--quiet', '--depth', '1', `file://${root}`, join(folder, 'shallow'));
      expectRefusal(await storygate(join(folder, 'shallow'), 'story', 'x'), 1, 'SHALLOW_CLONE');
    });

    it('works from a detached head and from a subfolder', async () => {
      await acme.git('checkout', '--quiet', '--detach');
      const status = await storygate(join(acme.root, 'packages'), 'status', '--json');
      expect([status.exitCode, status.stderr]).toEqual([0, status.stderr]);
      expectRefusal(await storygate(acme, 'gate'), 2, '[A-Z_]+');
      await acme.git('checkout', '--quiet', 'main');
    });

    it('says so when git is too old', async () => {
      const old = temporaryFolder('old-git');
      const fake = join(old, 'git');
      acme.at(old).write({
        git: '#!/bin/sh\n[ "$1" = --version ] && echo "git version 2.30.2" && exit\necho "usage: git" >&2; exit 129\n',
      });
      chmodSync(fake, 0o755);
      const result = await acme.run(
        join(acme.root, 'node_modules', '.bin', 'storygate'),
        ['status'],
        {
          env: { PATH: `${old}:${process.env['PATH'] ?? ''}` },
        },
      );
      expectRefusal(result, 1, 'GIT_TOO_OLD');
      expect(result.stderr).toContain('2.38');
    });
  });

  describe('as a stories folder', () => {
    it('refuses one that is a file', async () => {
      const { root, folder } = await createRepository({ 'nx.json': acme.read('nx.json') });
      acme.at(folder).write({ 'repository.stories': 'a file\n' });
      expectRefusal(await storygate(root, 'story', 'x'), 1, 'BAD_STORIES_DIRECTORY');
    });

    it('refuses one that can’t be written, and leaves no branch behind', async () => {
      const options = { stories: { directory: '/proc/stories' } };
      const plugins = [{ plugin: '@storygate/nx', options }];
      const { root, git } = await createRepository({ 'nx.json': JSON.stringify({ plugins }) });
      expectRefusal(await storygate(root, 'story', 'x'), 1, 'BAD_STORIES_DIRECTORY');
      expect(await git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
    });
  });

  describe('as configuration', () => {
    it.each([
      [{ gate: { target: 'x' } }, 'options.gate.target'],
      [{ trunk: { branch: 7 } }, 'options.trunk.branch'],
      [{ stories: { ports: { base: '4200' } } }, 'options.stories.ports.base'],
      [{ nonsense: true }, 'options.nonsense'],
      [{ merge: { strategy: 'rebase' } }, 'options.merge.strategy'],
    ])('refuses %j with the key’s path', async (options, path) => {
      const plugins = [{ plugin: '@storygate/nx', options }];
      const { root } = await createRepository({ 'nx.json': JSON.stringify({ plugins }) });
      const result = await storygate(root, 'story', 'x');
      expectRefusal(result, 1, 'BAD_OPTION');
      expect(result.stderr).toContain(path);
    });

    it('refuses an nx.json that is no JSON', async () => {
      const { root } = await createRepository({ 'nx.json': '{ "plugins": [' });
      expectRefusal(await storygate(root, 'story', 'x'), 1, 'BAD_NX_JSON');
    });
  });

  it('names a record that is cut off in the middle, and never reads it as empty', async () => {
    const record = '.git/storygate/stories/there/story.json';
    acme.write({ [record]: acme.read(record).slice(0, 20) });
    const { exitCode, output } = await storygate(acme, 'status');
    expect([exitCode, output]).toEqual([expect.any(Number), expect.stringContaining('story.json')]);
    expect(await acme.git('rev-parse', '--verify', 'story/there')).toBeTruthy();
    expect(acme.story('there').has('package.json')).toBe(true);
  });
});
