import { writeFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createLeanWorkspace, type Workspace } from '../src/index';
import type { MergeDocument, Outcome } from './documents';
import { expectExit, expectOutcomes } from './endings';
import { packs } from './packs';

/** Stories that land together: one chain, one gate of its tip, and what is found out when that is red. */
describe('a chain of stories', () => {
  let acme: Workspace;
  beforeAll(async () => {
    acme = await createLeanWorkspace(packs);
    await acme.git('worktree', 'add', '--quiet', '--detach', join(acme.folder, 'desk'));
  });

  /** A story as a branch alone: a landing looks at nothing else. */
  async function story(id: string, files: Readonly<Record<string, string>>): Promise<void> {
    const desk = acme.at(join(acme.folder, 'desk'));
    await desk.git('checkout', '--quiet', '-b', `story/${id}`, 'main');
    desk.write(files);
    await desk.git('add', '--all');
    await desk.git('commit', '--quiet', '--no-verify', '-m', `Change for ${id}`);
    await desk.git('checkout', '--quiet', '--detach');
  }

  /** What the ledger says about a landed story. */
  async function predicateOf({ tree, base }: Outcome): Promise<Predicate> {
    const text = await acme.git('show', `refs/storygate/ledger:${tree ?? ''}/${base}.json`);
    const envelope = JSON.parse(text) as { payload: string };
    const statement = JSON.parse(Buffer.from(envelope.payload, 'base64').toString()) as {
      predicate: Predicate;
    };
    return statement.predicate;
  }

  it('lands disjoint stories by one gate of the tip, and sends back the one that is red', async () => {
    await story('a', { 'packages/greeting/a.js': '// a\n' });
    await story('b', {
      'packages/money/index.js': 'exports.format = () => "wrong";\n',
    });
    await story('c', { 'packages/audit/c.js': '// c\n' });
    const before = await acme.git('rev-parse', 'main');
    const outcomes = await expectOutcomes(acme, {
      a: 'merged',
      b: 'gate-failed',
      c: 'merged',
    });
    const [a, b, c] = outcomes as [Outcome, Outcome, Outcome];
    expect(await acme.git('rev-list', '--reverse', `${before}..main`)).toBe(
      `${a.commit ?? ''}\n${c.commit ?? ''}`,
    );
    expect(b.failedTasks).not.toEqual([]);
    expect(await predicateOf(a)).toMatchObject({
      story: 'a',
      trunk: before,
      proof: { by: 'same-inputs', commit: c.commit },
      affected: ['@acme/greeting'],
    });
    expect(await predicateOf(c)).toMatchObject({ proof: { by: 'run', base: before } });
    expectExit(await acme.storygate(['audit']), 0);
    // The story that was sent back has the run that decided among its own.
    const logs = await acme.storygate(['logs', 'b']);
    expect(logs.output).toContain('@acme/money:test');
  });

  it('counts a task that fails by chance as passed, and says so in the ledger', async () => {
    const marker = join(acme.folder, 'seen');
    await story('chancy', {
      'packages/audit/index.test.js': `const { existsSync, writeFileSync } = require('node:fs');
const marker = ${JSON.stringify(marker)};
if (!existsSync(marker)) { writeFileSync(marker, ''); process.exit(1); }\n`,
    });
    const merged = await acme.json<MergeDocument>(['merge', 'chancy']);
    expectExit(merged, 0);
    expect(merged.stderr).toContain('[FLAKY_TASK]');
    const [chancy] = merged.json.outcomes;
    expect(chancy).toMatchObject({ outcome: 'merged', flaky: ['@acme/audit:test'] });
    expect((await predicateOf(chancy as Outcome)).flaky).toMatchObject([
      { project: '@acme/audit', target: 'test' },
    ]);
  });

  it('blames no story for what is red on trunk, and lands it when trunk is green again', async () => {
    const broken = join(acme.folder, 'broken');
    const test = `if (require('node:fs').existsSync(${JSON.stringify(broken)})) process.exit(1);\n`;
    await story('bomb', { 'packages/greeting/index.test.js': test });
    await expectOutcomes(acme, { bomb: 'merged' });
    writeFileSync(broken, '');
    await story('innocent', { 'packages/greeting/more.js': '// more\n' });
    const before = await acme.git('rev-parse', 'main');
    const halted = await acme.json<HaltedDocument>(['merge', 'innocent']);
    expectExit(halted, 1);
    expect(halted.stderr).toContain('[TRUNK_RED]');
    expect(halted.json).toMatchObject({
      outcomes: [],
      halted: { kind: 'trunk-red', tasks: ['@acme/greeting:test'] },
    });
    expect(await acme.git('rev-parse', 'main')).toBe(before);
    rmSync(broken);
    const merged = await acme.json<MergeDocument>(['merge']);
    expect(merged.json.outcomes).toMatchObject([{ story: 'innocent', outcome: 'merged' }]);
  });

  it('lands nothing on a commit that nothing proves, until that is certified', async () => {
    acme.write({ 'packages/audit/sneaked.js': '// sneaked\n' });
    await acme.git('add', '--all');
    await acme.git('-c', 'core.hooksPath=/dev/null', 'commit', '--quiet', '-m', 'Sneaked in');
    const sneaked = await acme.git('rev-parse', 'main');
    await story('after', { 'packages/greeting/after.js': '// after\n' });
    const halted = await acme.json<HaltedDocument>(['merge', 'after']);
    expectExit(halted, 1);
    expect(halted.json.halted).toMatchObject({ kind: 'trunk-unproven', commits: [sneaked] });
    expectExit(await acme.storygate(['audit']), 1);
    expectExit(await acme.storygate(['certify']), 0);
    expectExit(await acme.storygate(['audit']), 0);
    await expectOutcomes(acme, { after: 'merged' });
  });

  it('lands what was proven ahead of time without gating again', async () => {
    await story('early', { 'packages/greeting/early.js': '// early\n' });
    await story('bird', { 'packages/greeting/bird.js': '// bird\n' });
    expectExit(await acme.storygate(['gate', 'early', 'bird', '--merged']), 0);
    const outcomes = await expectOutcomes(acme, { early: 'merged', bird: 'merged' });
    expect(outcomes).toMatchObject([{ run: null }, { run: null }]);
  });
});

interface Predicate {
  readonly story: string;
  readonly trunk: string;
  readonly proof: { readonly by: string; readonly commit: string; readonly base: string };
  readonly affected: readonly string[];
  readonly flaky: readonly unknown[];
}

interface HaltedDocument extends MergeDocument {
  readonly halted: unknown;
}
