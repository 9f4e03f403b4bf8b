import { join } from 'node:path';
import { createLeanWorkspace, type Checkout, type Workspace } from '../src/index';
import type { AuditDocument, MergeDocument } from './documents';
import { expectExit, expectRefusal, startStory } from './endings';
import { serve, whyNoOtherUser, type GuardedServer } from './guarded-server';
import { packs } from './packs';

const whyNot = whyNoOtherUser();
if (whyNot !== null) console.warn(`SKIPPED: a trunk that another user owns, for ${whyNot}`);

interface RunnerStatus {
  readonly stories: readonly {
    readonly id: string;
    readonly queue: { readonly position: number } | null;
    readonly lastResult: { readonly outcome: string; readonly commit: string | null } | null;
  }[];
}

const LEDGER = 'refs/storygate/ledger';
const NO_HOOKS = 'git -c core.hooksPath=/dev/null receive-pack';

/** What continuous integration has no time for. */
const thorough = process.env['STORYGATE_THOROUGH'] ? it : it.skip;

/** Layer 5: trunk in a repository of another OS user, served on loopback, landed on by runners alone. */
(whyNot === null ? describe : describe.skip)('a trunk that another user owns', () => {
  let acme: Workspace;
  let server: GuardedServer;
  let guardedFrom: string;
  const storygate = () => join(acme.root, 'node_modules/storygate/dist/bin.js');
  const runnerArgs = (name: string) => ['runner', '--directory', join(acme.folder, name)];
  const runner = (name: string, ...args: string[]) =>
    acme.storygate([...runnerArgs(name), '--remote', server.url, ...args]);
  const there = async (ref: string) =>
    (await acme.git('ls-remote', server.url, ref)).split('\t')[0] ?? '';
  const statusOf = async (id: string) => {
    const { json } = await acme.json<RunnerStatus>(['status']);
    return json.stories.find((story) => story.id === id);
  };
  /** Everything that got onto trunk since it is guarded is attested. */
  const expectProven = async () => {
    await acme.git('fetch', '--quiet', 'origin');
    const { json } = await acme.json<AuditDocument>(['audit']);
    const since = await acme.git('rev-list', `${guardedFrom}..origin/main`);
    expect(since).not.toBe('');
    expect(json.unattested.filter(({ commit }) => since.includes(commit))).toEqual([]);
  };
  const queue = async (id: string) => {
    const queued = await acme.json<MergeDocument>(['merge', id, '--no-wait']);
    expectExit(queued, 0);
    expect(queued.json.outcomes.map(({ outcome }) => outcome)).toEqual(['queued']);
  };

  beforeAll(async () => {
    acme = await createLeanWorkspace(packs);
    const name = async (merge: object) => {
      const nxJson = JSON.parse(acme.read('nx.json')) as { plugins: unknown[] };
      const options = { trunk: { remote: 'origin' }, merge };
      nxJson.plugins = [{ plugin: '@storygate/nx', options }];
      acme.write({ 'nx.json': `${JSON.stringify(nxJson, null, 2)}\n` });
      await acme.git('commit', '--quiet', '--no-verify', '-am', 'Say what trunk is');
    };
    await name({});
    server = await serve(acme);
    await acme.git('remote', 'set-url', 'origin', server.url);
    await acme.git('fetch', '--quiet', 'origin');
    const keys = [];
    for (const one of ['first', 'second']) {
      const shown = await runner(one, '--show-key');
      expectExit(shown, 0);
      keys.push(shown.stdout.trim());
    }
    await name({ keys });
    await acme.git('push', '--quiet', '--no-verify', 'origin', 'main');
    const init = ['server', 'init', server.repository];
    expectExit(await server.asOwner(process.execPath, [storygate(), ...init]), 0);
    guardedFrom = await there('refs/heads/main');
    await acme.git('fetch', '--quiet', 'origin');
  });
  afterAll(() => server.stop());

  it('lands a queued story by a runner, and shows it in the clone', async () => {
    await startStory(acme, 'login');
    await acme.story('login').commit('More', { 'packages/audit/more.js': 'exports.more = 1;\n' });
    await queue('login');
    expect((await statusOf('login'))?.queue).toEqual({ position: 1 });

    expectExit(await runner('first', '--once'), 0);
    const status = await statusOf('login');
    expect(status).toMatchObject({ queue: null, lastResult: { outcome: 'merged' } });
    expect(await there('refs/heads/main')).toBe(status?.lastResult?.commit);
    const logs = await acme.storygate(['logs', 'login']);
    expect(logs.stdout).toContain('runner: merged');
    expect(logs.stdout).toContain('--- @acme/audit:test: passed');
    await expectProven();
  });

  it('ends a red story with its logs, and leaves trunk alone', async () => {
    const trunk = await there('refs/heads/main');
    await startStory(acme, 'red');
    await acme.story('red').commit('Break', {
      'packages/greeting/index.test.js': "throw new Error('the greeting is broken');\n",
    });
    await queue('red');
    expectExit(await runner('first', '--once'), 0);
    expect(await statusOf('red')).toMatchObject({
      queue: null,
      lastResult: { outcome: 'gate-failed' },
    });
    expect((await acme.storygate(['logs', 'red'])).stdout).toContain('the greeting is broken');
    expect(await there('refs/heads/main')).toBe(trunk);
    expect(await there('refs/storygate/queue/red')).toBe('');
  });

  thorough('goes on after a runner was stopped while it gated', async () => {
    await startStory(acme, 'halted');
    const mark = join(acme.folder, 'halted');
    await acme.story('halted').commit('Wait', {
      'packages/greeting/index.test.js': `const fs = require('node:fs');
fs.writeFileSync(${JSON.stringify(`${mark}.started`)}, '');
(function wait() {
  if (!fs.existsSync(${JSON.stringify(`${mark}.go-on`)})) setTimeout(wait, 20);
})();
`,
    });
    await queue('halted');
    const running = await acme.start('node_modules/.bin/storygate', runnerArgs('first'));
    const wait = ['-c', `until [ -e '${mark}.started' ]; do sleep 0.05; done`];
    await acme.run('sh', wait, { timeout: 120_000 });
    running.signal('SIGTERM');
    expectExit(await running.finished, 130);
    expect((await statusOf('halted'))?.queue).toEqual({ position: 1 });

    acme.at(acme.folder).write({ 'halted.go-on': '' });
    expectExit(await runner('first', '--once'), 0);
    expect(await statusOf('halted')).toMatchObject({
      queue: null,
      lastResult: { outcome: 'merged' },
    });
  });

  it('lands each story once when two runners work', async () => {
    const ids = ['one', 'two'];
    for (const id of ids) {
      await startStory(acme, id);
      await acme.story(id).commit(id, { [`packages/audit/${id}.js`]: `exports.x = '${id}';\n` });
      await queue(id);
    }
    const trunk = await there('refs/heads/main');
    const ended = await Promise.all(['first', 'second'].map((one) => runner(one, '--once')));
    for (const one of ended) expectExit(one, 0);
    for (const id of ids) {
      expect(await statusOf(id)).toMatchObject({
        queue: null,
        lastResult: { outcome: 'merged' },
      });
    }
    await acme.git('fetch', '--quiet', 'origin');
    expect(await acme.git('rev-list', '--count', `${trunk}..origin/main`)).toBe('2');
    await expectProven();
  });

  describe('refuses', () => {
    let clone: Checkout;
    beforeAll(async () => {
      clone = acme.at(join(acme.folder, 'clone'));
      await acme.git('clone', '--quiet', server.url, clone.root);
      await clone.commit('Not proven', { 'packages/audit/sneaked.js': 'exports.x = 1;\n' });
      await clone.git('fetch', '--quiet', 'origin', `${LEDGER}:${LEDGER}`);
    });

    /** What is tried in a clone whose tip nothing proves: git's arguments and variables. */
    const MAIN = 'HEAD:refs/heads/main';
    const vectors: readonly (readonly [string, readonly string[], Record<string, string>?])[] = [
      ['push', ['push', 'origin', MAIN]],
      ['push --force', ['push', '--force', 'origin', 'HEAD~2:refs/heads/main']],
      ['push --atomic', ['push', '--atomic', 'origin', MAIN, 'HEAD:refs/heads/other']],
      ['push --no-verify', ['push', '--no-verify', 'origin', MAIN]],
      ['HUSKY=0', ['push', 'origin', MAIN], { HUSKY: '0' }],
      ['push --mirror', ['push', '--mirror', 'origin']],
      ['push --delete', ['push', '--delete', 'origin', 'main']],
      ['--receive-pack', ['push', `--receive-pack=${NO_HOOKS}`, 'origin', MAIN]],
      [
        'remote.origin.receivepack',
        ['-c', `remote.origin.receivepack=${NO_HOOKS}`, 'push', 'origin', MAIN],
      ],
      ['-c core.hooksPath', ['-c', 'core.hooksPath=/dev/null', 'push', 'origin', MAIN]],
      [
        'GIT_CONFIG_COUNT',
        ['push', 'origin', MAIN],
        {
          GIT_CONFIG_COUNT: '1',
          GIT_CONFIG_KEY_0: 'core.hooksPath',
          GIT_CONFIG_VALUE_0: '/dev/null',
        },
      ],
      ['another case', ['push', 'origin', 'HEAD:refs/heads/MAIN']],
      ['a ledger rewound', ['push', '--force', 'origin', `${LEDGER}~1:${LEDGER}`]],
      ['a ledger deleted', ['push', 'origin', `:${LEDGER}`]],
      ['a ledger of something else', ['push', '--force', 'origin', `HEAD:${LEDGER}`]],
    ];
    it.each(vectors.map(([name, args, env = {}]) => ({ name, args, env })))(
      '$name',
      async ({ args, env }) => {
        const before = [await there('refs/heads/main'), await there(LEDGER)];
        const tried = await clone.run('git', args, { env });
        expect(tried.exitCode).not.toBe(0);
        expect([await there('refs/heads/main'), await there(LEDGER)]).toEqual(before);
        expect(await there('refs/heads/MAIN')).toBe('');
      },
    );

    it('send-pack', async () => {
      const before = await there('refs/heads/main');
      const tried = await clone.tryGit('send-pack', server.url, MAIN);
      expect(tried.exitCode).not.toBe(0);
      expect(tried.output).toContain('[PUSH_REFUSED]');
      expect(await there('refs/heads/main')).toBe(before);
    });

    it('a ledger that gained what no runner signed', async () => {
      const before = await there(LEDGER);
      const tree = await clone.git('rev-parse', `${LEDGER}^{tree}`);
      const more = await clone.git('commit-tree', 'HEAD^{tree}', '-p', LEDGER, '-m', 'Forged');
      expect(more).not.toBe(tree);
      const tried = await clone.tryGit('push', 'origin', `${more}:${LEDGER}`);
      expect(tried.output).toContain('[PUSH_REFUSED]');
      expect(await there(LEDGER)).toBe(before);
    });

    it('an old tree brought back by a merge whose first parent it was proven on', async () => {
      const before = await there('refs/heads/main');
      const [old, base] = [`${before}~2`, `${before}~3`];
      const back = await clone.git(
        ...['commit-tree', `${old}^{tree}`, '-p', base, '-p', before, '-m', 'Back'],
      );
      const tried = await clone.tryGit('push', 'origin', `${back}:refs/heads/main`);
      expect(tried.output).toContain('its first parent is not');
      expect(await there('refs/heads/main')).toBe(before);
    });

    it('a landing signed by a key of another clone', async () => {
      await clone.git('reset', '--quiet', '--hard', 'origin/main');
      await clone.run('npm', ['ci']);
      await clone.git('switch', '--quiet', '--create', 'story/own');
      await clone.commit('Own', { 'packages/audit/own.js': 'exports.own = 1;\n' });
      const before = await there('refs/heads/main');
      expectRefusal(await clone.storygate(['merge', 'own']), 1, 'REMOTE_REFUSED');
      expect(await there('refs/heads/main')).toBe(before);
    });

    it('another user who goes to its files', async () => {
      const git = ['--git-dir', server.repository];
      const commit = await there('refs/storygate/results/red');
      const tried = await server.asStranger('git', [
        ...['-c', `safe.directory=${server.repository}`, ...git],
        ...['update-ref', 'refs/heads/main', commit],
      ]);
      expect(tried.exitCode).not.toBe(0);
      expect(await there('refs/heads/main')).not.toBe(commit);
    });

    it('everything when its program is gone', async () => {
      const hook = join(server.repository, 'hooks', 'pre-receive');
      const edit = (from: string, to: string) =>
        server.asOwner('sed', ['-i', `s|^  program='${from}|  program='${to}|`, hook]);
      await edit('/', '/gone/');
      const tried = await clone.tryGit('push', '--no-verify', 'origin', MAIN);
      await edit('/gone/', '/');
      expect(tried.exitCode).not.toBe(0);
      expect(tried.output).toContain('[HOOK_BROKEN]');
    });
  });

  it('lets story branches be pushed, rewritten and deleted', async () => {
    const clone = acme.at(join(acme.folder, 'clone'));
    for (const refspec of [
      'HEAD:refs/heads/story/x',
      '+HEAD~1:refs/heads/story/x',
      ':refs/heads/story/x',
    ])
      await clone.git('push', '--quiet', '--no-verify', 'origin', refspec);
  });

  it('queues in the repository itself where trunk is local', async () => {
    const other = await createLeanWorkspace(packs);
    await startStory(other, 'alone');
    const queued = await other.json<{ outcomes: { queue: object }[] }>([
      'merge',
      'alone',
      '--no-wait',
    ]);
    expect(queued.json.outcomes.map(({ queue }) => queue)).toEqual([{ position: 1 }]);
  });
});
