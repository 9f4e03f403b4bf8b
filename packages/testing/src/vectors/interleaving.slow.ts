import fc from 'fast-check';
import {
  createProtectedRepository,
  type ProtectedRepository,
} from '../protected/protected-repository';
import { run } from '../process/run';
import { writeFiles } from '../repository/repository';
import { readAudited, type Named } from './run-vector';

/** What may happen between two looks at trunk; each is a person, an agent, the gate, or git's housekeeping. */
const STEPS = [
  'story commit',
  'landing',
  'smuggled ff',
  'smuggled merge',
  'raw write',
  'taken away',
  'refused',
  'gc',
] as const;
type Step = (typeof STEPS)[number];

const PAST_HOOKS = ['-c', 'core.hooksPath=/dev/null'];

/**
 * Does the steps, and keeps a model of its own: what was proven, as tree and base, and all that trunk's first-parent
 * line ever held.
 */
class Interleaving {
  private readonly proven = new Set<string>();
  private readonly held = new Map<string, string>();
  private count = 0;

  constructor(private readonly repository: ProtectedRepository) {}

  /** What `audit` has to name now. */
  async named(): Promise<Named> {
    const line = await this.line();
    const isProven = (proof: string) => this.proven.has(proof);
    const lost: string[] = [];
    for (const [commit, proof] of this.held) {
      if (isProven(proof) && !(await this.isOnTrunk(commit))) lost.push(commit);
    }
    return {
      unattested: line.filter(({ proof }) => !isProven(proof)).map(({ commit }) => commit),
      lost: lost.sort(),
    };
  }

  /** What was landed before the first step. */
  async begin(): Promise<void> {
    for (const { commit, proof } of await this.line()) {
      this.proven.add(proof);
      this.held.set(commit, proof);
    }
  }

  async take(step: Step): Promise<void> {
    await this.act(step);
    for (const { commit, proof } of await this.line()) this.held.set(commit, proof);
  }

  private async act(step: Step): Promise<void> {
    const { git, story } = this.repository;
    switch (step) {
      case 'story commit':
        return this.commitInStory();
      case 'landing':
        return this.land();
      case 'smuggled ff':
        await this.commitInStory();
        await this.catchUp();
        return this.smuggle(() =>
          git(...PAST_HOOKS, 'merge', '--quiet', '--ff-only', 'story/login'),
        );
      case 'smuggled merge':
        await this.commitInStory();
        return this.smuggle(() =>
          git(...PAST_HOOKS, 'merge', '--quiet', '--no-ff', '-m', 'Merge', 'story/login'),
        );
      case 'raw write':
        await this.commitInStory();
        await this.catchUp();
        return this.smuggle(async () => {
          const feat = await git('rev-parse', 'story/login');
          writeFiles(this.repository.root, { '.git/refs/heads/main': `${feat}\n` });
          await git('reset', '--quiet', '--hard');
        });
      case 'taken away':
        return this.takeAway();
      case 'refused': {
        const { exitCode } = await run('git', ['commit', '--allow-empty', '-m', 'Refused'], {
          cwd: this.repository.root,
        });
        expect(exitCode).not.toBe(0);
        return;
      }
      case 'gc':
        await git('pack-refs', '--all');
        await git('-C', story, 'gc', '--quiet', '--prune=now');
    }
  }

  private async commitInStory(): Promise<void> {
    const { git, story } = this.repository;
    const file = `work-${this.count++}.txt`;
    writeFiles(story, { [file]: `${file}\n` });
    await git('-C', story, 'add', file);
    await git('-C', story, 'commit', '--quiet', '-m', `Add ${file}`);
  }

  /** The story on trunk's tip, so that trunk can be moved forward to it. */
  private async catchUp(): Promise<void> {
    await this.repository.git('-C', this.repository.story, 'rebase', '--quiet', 'main');
  }

  /** A squashed story, attested before trunk moves to it through the hooks. */
  private async land(): Promise<void> {
    const { git, attest } = this.repository;
    await this.commitInStory();
    const tree =
      (await git('merge-tree', '--write-tree', 'main', 'story/login')).split('\n')[0] ?? '';
    const landed = await git('commit-tree', tree, '-p', 'main', '-m', 'Land');
    await attest(landed);
    this.proven.add(`${tree}/${await git('rev-parse', 'main')}`);
    await git('merge', '--quiet', '--ff-only', landed);
  }

  private async smuggle(move: () => Promise<unknown>): Promise<void> {
    const { git } = this.repository;
    const before = await git('rev-parse', 'main');
    await move();
    expect(await git('rev-parse', 'main')).not.toBe(before);
  }

  /** Trunk goes back by one commit, but not to before it was protected. */
  private async takeAway(): Promise<void> {
    if ((await this.line()).length === 0) return;
    await this.repository.git(...PAST_HOOKS, 'reset', '--quiet', '--hard', 'HEAD~1');
  }

  /** Trunk's first-parent line since it is protected, the newest first. */
  private async line(): Promise<{ readonly commit: string; readonly proof: string }[]> {
    const { git } = this.repository;
    const setUp = await git('log', '--format=%H', '--grep=^Set Storygate up$', 'main');
    const log = await git('log', '--first-parent', '--format=%H %T %P', `${setUp}..main`);
    const texts = log.split('\n').filter((text) => text !== '');
    return texts.map((text) => {
      const [commit = '', tree = '', base = ''] = text.split(' ');
      return { commit, proof: `${tree}/${base}` };
    });
  }

  private async isOnTrunk(commit: string): Promise<boolean> {
    const asked = ['merge-base', '--is-ancestor', commit, 'main'];
    return (await run('git', asked, { cwd: this.repository.root })).exitCode === 0;
  }
}

it('audit names exactly what got in without proof and what was taken away, however work, landings, vectors and gc follow each other', async () => {
  const repository = await createProtectedRepository('local');
  const steps = fc.array(fc.constantFrom(...STEPS), { minLength: 3, maxLength: 7 });
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      await repository.restore();
      const interleaving = new Interleaving(repository);
      await interleaving.begin();
      for (const step of taken) await interleaving.take(step);
      const { unattested, lost } = await readAudited(repository);
      expect({ unattested, lost: [...lost].sort() }).toEqual(await interleaving.named());
    }),
    {
      numRuns: 6,
      endOnFailure: true,
      examples: [
        [['smuggled merge', 'gc', 'landing', 'raw write', 'landing']],
        [
          [
            'landing',
            'smuggled ff',
            'landing',
            'taken away',
            'taken away',
            'taken away',
            'landing',
          ],
        ],
      ],
    },
  );
}, 300_000);
