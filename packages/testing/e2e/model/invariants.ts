import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Workspace } from '../../src/index';
import type { AuditDocument } from '../documents';
import type { Known } from './play';
import { isRed } from './projects';

const STORYGATE = 'node_modules/.bin/storygate';

/** A result as the queue keeps it, as far as the model reads it. */
interface Kept {
  readonly story: string;
  readonly outcome: string;
  readonly head: string;
  readonly base: string | null;
  readonly commit: string | null;
  readonly tree: string | null;
  readonly conflicts: readonly string[];
  readonly cleared: readonly string[];
  readonly reason: string | null;
  readonly failedTasks: readonly { readonly project: string; readonly target: string }[];
  readonly reproduce: string | null;
}

/** Holds a workspace to the invariants of docs/invariants.md, by what git says and what the model knows. */
export class Invariants {
  private checked: string;
  private readonly results = new Map<string, string>();

  private constructor(
    private readonly acme: Workspace,
    private readonly known: Known,
    private readonly ids: readonly string[],
    start: string,
  ) {
    this.checked = start;
  }

  /** Begins where trunk is now. */
  static async from(acme: Workspace, known: Known, ids: readonly string[]): Promise<Invariants> {
    return new Invariants(acme, known, ids, await acme.git('rev-parse', 'main'));
  }

  /** What must hold at any time, also right after a kill. */
  async holdAlways(): Promise<void> {
    await this.trunkIsProven();
    await this.trunkMovesForward();
    await this.trunkIsWhatWasPinned();
    await this.endingsAreJust();
    await this.nothingIsLost();
  }

  /** What must hold besides once the queue was worked to its end. */
  async holdAtRest(): Promise<void> {
    await this.holdAlways();
    await this.nobodyWaits();
    await this.nothingIsStuck();
    await this.checkoutsAreClean();
    this.noRunIsRepeated();
  }

  /** 1: every advance of trunk has an attestation. */
  private async trunkIsProven(): Promise<void> {
    const { exitCode, stdout, output } = await this.acme.run(STORYGATE, ['audit', '--json']);
    const { unattested } = JSON.parse(stdout) as AuditDocument;
    expect({ exitCode, unattested, output }).toMatchObject({ exitCode: 0, unattested: [] });
  }

  /** 3: the old tip is always an ancestor. */
  private async trunkMovesForward(): Promise<void> {
    const moves = (await this.acme.git('reflog', '--format=%H', 'refs/heads/main')).split('\n');
    const line = await this.acme.git('rev-list', '--first-parent', 'main');
    const places = moves.map((commit) => line.split('\n').indexOf(commit));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  }

  /** 2, 5, 4: each new commit is the merge of its parent and a head that was queued, once; and it is green. */
  private async trunkIsWhatWasPinned(): Promise<void> {
    const range = `${this.checked}..main`;
    const format = '--format=%H %T %P%x09%(trailers:key=Story,valueonly,separator=)';
    const listed = await this.acme.git('log', '--reverse', '--first-parent', format, range);
    for (const line of listed.split('\n').filter((text) => text !== '')) {
      const [ids = '', story = ''] = line.split('\t');
      const [commit = '', tree = '', parent = ''] = ids.split(' ');
      this.checked = commit;
      expect(await isRed(this.acme, tree)).toBe(false);
      if (this.known.foreign.has(commit)) continue;
      const landed = await this.headOf(story, parent, tree);
      expect({ commit, story, landed }).toMatchObject({ landed: expect.any(String) as unknown });
      this.known.landed.push(`${story} ${landed ?? ''}`);
    }
    expect(new Set(this.known.landed).size).toBe(this.known.landed.length);
  }

  private async headOf(story: string, parent: string, tree: string): Promise<string | null> {
    for (const head of this.known.queued.get(story) ?? []) {
      const merged = await this.merge(parent, head);
      if (merged === tree) return head;
    }
    return null;
  }

  /** The tree of a merge, by git itself; null for a conflict. */
  private async merge(ours: string, theirs: string): Promise<string | null> {
    const { exitCode, stdout } = await this.acme.tryGit('merge-tree', '--write-tree', ours, theirs);
    return exitCode === 0 ? (stdout.split('\n')[0] ?? '') : null;
  }

  /** 9, 8: each new ending is what the model would decide itself, and names what it must. */
  private async endingsAreJust(): Promise<void> {
    for (const id of this.ids) {
      const ref = `refs/storygate/results/${id}`;
      const { exitCode, stdout } = await this.acme.tryGit('rev-parse', '--verify', '--quiet', ref);
      if (exitCode !== 0 || this.results.get(id) === stdout) continue;
      this.results.set(id, stdout);
      const kept = JSON.parse(await this.acme.git('show', `${ref}:outcome.json`)) as Kept;
      expect([...(this.known.queued.get(id) ?? [])]).toContain(kept.head);
      this.known.ended.push(`${id} ${kept.head}`);
      await this.isJust(kept);
    }
  }

  private async isJust(kept: Kept): Promise<void> {
    const { outcome, head, base, commit, tree, reason } = kept;
    const place = { story: kept.story, outcome, reason };
    switch (outcome) {
      case 'merged':
        expect({ ...place, tree }).toEqual({ ...place, tree: await this.merge(base ?? '', head) });
        expect(await this.isOnTrunk(commit ?? '')).toBe(true);
        break;
      case 'nothing-to-merge':
        expect({ ...place, tree: await this.merge(base ?? '', head) }).toEqual({
          ...place,
          tree: await this.acme.git('rev-parse', `${base ?? ''}^{tree}`),
        });
        break;
      case 'conflicted':
        expect(await this.isOnTrunk(base ?? '')).toBe(true);
        expect({ ...place, merged: await this.merge(base ?? '', head) }).toMatchObject({
          merged: null,
        });
        expect(kept.conflicts).toEqual(['README.md']);
        break;
      case 'gate-failed':
        expect({ ...place, tree }).toEqual({ ...place, tree: await this.merge(base ?? '', head) });
        expect({ ...place, red: await isRed(this.acme, tree ?? '') }).toMatchObject({ red: true });
        expect({ ...place, red: await isRed(this.acme, base ?? '') }).toMatchObject({ red: false });
        expect(kept.failedTasks).not.toEqual([]);
        expect(kept.reproduce).toContain(`git merge --no-edit ${base ?? ''} && npx nx run @acme/`);
        expect(kept.cleared).not.toContain(kept.story);
        break;
      default:
        throw new Error(`${kept.story} ended with ${outcome}: ${String(reason)}`);
    }
  }

  private async isOnTrunk(commit: string): Promise<boolean> {
    return (await this.acme.tryGit('merge-base', '--is-ancestor', commit, 'main')).exitCode === 0;
  }

  /** 11: every head that a story ever had is kept, and what is not committed is where it was. */
  private async nothingIsLost(): Promise<void> {
    const kept = new Set((await this.acme.git('rev-list', '--all', '--reflog')).split('\n'));
    for (const [id, heads] of this.known.heads) {
      for (const head of heads) expect({ id, kept: kept.has(head) }).toEqual({ id, kept: true });
      expect(this.acme.story(id).read('notes.txt')).toBe(`notes on ${id}\n`);
      expect(await this.acme.story(id).git('status', '--porcelain')).toBe('?? notes.txt');
    }
    expect(this.acme.read('scratch.txt')).toBe('mine\n');
  }

  /** 10: whoever was queued and not dropped has ended, and nobody else has. */
  private async nobodyWaits(): Promise<void> {
    expect(await this.acme.git('for-each-ref', 'refs/storygate/queue/')).toBe('');
    for (const [id, { head, maybe }] of this.known.waits) {
      if (!maybe) expect(this.known.ended).toContain(`${id} ${head}`);
    }
    this.known.waits.clear();
  }

  /** 4: no lock of Storygate's or of git's is left. */
  private async nothingIsStuck(): Promise<void> {
    expect(await this.acme.git('for-each-ref', 'refs/storygate/lock/')).toBe('');
    const files = readdirSync(join(this.acme.root, '.git'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((name) => name.endsWith('.lock'))).toEqual([]);
  }

  /** 13: the main checkout is on trunk and shows nothing but what a person left there. */
  private async checkoutsAreClean(): Promise<void> {
    const status = await this.acme.git('status', '--porcelain', '--branch');
    expect(status.replace(/\.\.\..*/, '')).toBe('## main\n?? scratch.txt');
  }

  /** 10: one landing never runs the same again after it failed. */
  private noRunIsRepeated(): void {
    const failed = new Map<string, Set<string>>();
    for (const id of this.ids) {
      const runs = join(this.acme.root, '.git', 'storygate', 'stories', id, 'runs');
      for (const number of existsSync(runs) ? readdirSync(runs) : []) {
        const run = JSON.parse(readFileSync(join(runs, number, 'run.json'), 'utf8')) as Run;
        if (run.result !== 'failed') continue;
        const range = `${run.base}..${run.commit}`;
        // A run that sent several stories back is kept with each of them.
        failed.set(range, new Set(failed.get(range)).add(run.startedAt));
      }
    }
    for (const [range, starts] of failed) {
      const isBounded = starts.size <= this.known.landings;
      expect({ range, isBounded }).toEqual({ range, isBounded: true });
    }
  }
}

interface Run {
  readonly startedAt: string;
  readonly result: string;
  readonly base: string;
  readonly commit: string;
}
