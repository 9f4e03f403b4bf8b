import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { createLeanWorkspace, type Checkout, type Workspace } from '../src/index';
import { createFaultyGit, type FaultyGit } from '../src/faults/faulty-git';
import type { AuditDocument, MergeDocument } from './documents';
import { expectExit } from './endings';
import { Invariants } from './model/invariants';
import { Play } from './model/play';
import { projectFiles } from './model/projects';
import { scenarios, type Scenario } from './model/scenario';
import { packs } from './packs';

/** How many random scenarios, and where they begin: the same seed gives the same ones. */
const RUNS = Number(process.env['STORYGATE_RUNS'] ?? 2);
const SEED = Number(process.env['STORYGATE_SEED'] ?? 1);

const STORYGATE = 'node_modules/.bin/storygate';

/** The queue on real git and real Nx, held to the invariants of docs/invariants.md by what git says. */
describe('the merge queue', () => {
  let acme: Workspace;
  let git: FaultyGit;
  let plays = 0;
  beforeAll(async () => {
    acme = await createLeanWorkspace(packs);
    acme.write(projectFiles());
    await acme.git('-c', 'core.hooksPath=/dev/null', 'commit', '--quiet', '--all', '-m', 'Model');
    expectExit(await acme.run(STORYGATE, ['certify']), 0);
    acme.write({ 'scratch.txt': 'mine\n' });
    git = await createFaultyGit(acme.folder);
  });

  async function play(scenario: Scenario): Promise<void> {
    const name = `p${plays++}`;
    const player = new Play(acme, git, scenario, name);
    await player.begin();
    const invariants = await Invariants.from(acme, player.known, player.ids());
    for (const incident of scenario.incidents) {
      const isAtRest = await player.happen(incident);
      await (isAtRest ? invariants.holdAtRest() : invariants.holdAlways());
    }
    await player.happen({ do: 'land', call: 0, then: 'nothing' });
    await invariants.holdAtRest();
  }

  it(
    `holds the invariants whatever happens: ${RUNS} scenarios from seed ${SEED}`,
    () =>
      fc.assert(fc.asyncProperty(scenarios, play), {
        numRuns: RUNS,
        seed: SEED,
        // Each run goes on from the one before, so a smaller one would not show the same.
        endOnFailure: true,
      }),
    RUNS * 600_000,
  );

  /** Stories that add a document each, so that no task has to run. */
  async function writeStories(of: Checkout, names: readonly string[]): Promise<void> {
    const aside = of.root + '-aside';
    await of.git('worktree', 'add', '--quiet', '--detach', aside, 'main');
    const there = acme.at(aside);
    for (const name of names) {
      await there.git('checkout', '--quiet', '--detach', 'main');
      there.write({ [`docs/${name}.md`]: `# ${name}\n` });
      await there.git('add', '--all');
      await there.git('commit', '--quiet', '--no-verify', '-m', `Write about ${name}`);
      await there.git('branch', `story/${name}`);
    }
    await of.git('worktree', 'remove', '--force', aside);
  }

  /** Whoever lost race after race to others is told so, and runs the same command again. */
  async function mergeAtOnce(places: readonly { from: Checkout; story: string }[]): Promise<void> {
    const merged = await Promise.all(
      places.map(({ from, story }) =>
        from.run(join(acme.root, STORYGATE), ['merge', story, '--json']),
      ),
    );
    const ended = merged.map((end) => {
      const { outcomes } = JSON.parse(end.stdout) as MergeDocument;
      const [{ outcome } = { outcome: 'none' }] = outcomes;
      expectExit(end, outcome === 'trunk-moved' ? 1 : 0);
      return outcome;
    });
    const raced = places.filter((_, index) => ended[index] === 'trunk-moved');
    expect(ended.filter((outcome) => outcome !== 'trunk-moved')).toEqual(
      ended.slice(raced.length).map(() => 'merged'),
    );
    // Each race that one lost another one won.
    expect(raced.length).toBeLessThan(places.length);
    if (raced.length > 0) await mergeAtOnce(raced);
  }

  async function expectLanded(of: Checkout, trunk: string, names: readonly string[]) {
    const files = await of.git('ls-tree', '-r', '--name-only', trunk, 'docs/');
    expect(files.split('\n')).toEqual(
      expect.arrayContaining(names.map((name) => `docs/${name}.md`)),
    );
    const audit = await of.run(join(acme.root, STORYGATE), ['audit', '--json']);
    expectExit(audit, 0);
    expect((JSON.parse(audit.stdout) as AuditDocument).unattested).toEqual([]);
    expect(await of.git('for-each-ref', 'refs/storygate/queue', 'refs/storygate/lock')).toBe('');
  }

  it('lands each story once where 20 processes queue and land at once', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `race-${index}`);
    await writeStories(acme, names);
    const before = await acme.git('rev-parse', 'main');
    await mergeAtOnce(names.map((story) => ({ from: acme, story })));
    expect(await acme.git('rev-list', '--count', '--first-parent', `${before}..main`)).toBe('20');
    await expectLanded(acme, 'main', names);
    expect(await acme.git('status', '--porcelain')).toBe('?? scratch.txt');
  });

  it('lands each story once from 4 clones of one remote', async () => {
    const nxJson = JSON.parse(acme.read('nx.json')) as { plugins: unknown[] };
    nxJson.plugins = [{ plugin: '@storygate/nx', options: { trunk: { remote: 'origin' } } }];
    acme.write({ 'nx.json': `${JSON.stringify(nxJson, null, 2)}\n` });
    await acme.git('-c', 'core.hooksPath=/dev/null', 'commit', '--quiet', '-am', 'Name the remote');
    await acme.git('push', '--quiet', '--no-verify', '--force', 'origin', 'main');
    expectExit(await acme.run(STORYGATE, ['certify']), 0);
    const before = await acme.git('rev-parse', 'main');
    const places: { from: Checkout; story: string }[] = [];
    for (const name of ['one', 'two', 'three', 'four']) {
      const clone = acme.at(join(acme.folder, `clone-${name}`));
      await acme.git('clone', '--quiet', acme.remote, clone.root);
      symlinkSync(join(acme.root, 'node_modules'), join(clone.root, 'node_modules'));
      // One key for all, as a team has it.
      const keys = join('.git', 'storygate', 'keys');
      cpSync(join(acme.root, keys), join(clone.root, keys), { recursive: true });
      await writeStories(clone, [`${name}-a`, `${name}-b`]);
      places.push({ from: clone, story: `${name}-a` }, { from: clone, story: `${name}-b` });
    }
    await mergeAtOnce(places);
    await acme.git('fetch', '--quiet', 'origin');
    const range = `${before}..origin/main`;
    expect(await acme.git('rev-list', '--count', '--first-parent', range)).toBe('8');
    await expectLanded(
      acme,
      'origin/main',
      places.map(({ story }) => story),
    );
  }, 900_000);
});
