import fc from 'fast-check';
import {
  createProtectedRepository,
  type ProtectedRepository,
} from '../protected/protected-repository';
import { run } from '../process/run';
import { writeFiles } from '../repository/repository';
import { readAudited } from './run-vector';

/** What may happen between two looks at trunk; each is a person, an agent, the gate, or git's housekeeping. */
const STEPS = [
  'story commit',
  'landing',
  'smuggled ff',
  'smuggled merge',
  'raw write',
  'refused',
  'gc',
] as const;
type Step = (typeof STEPS)[number];

const PAST_HOOKS = ['-c', 'core.hooksPath=/dev/null'];

/** Does the steps, and keeps the list of what came in without proof as a model of its own. */
class Interleaving {
  readonly smuggled: string[] = [];
  private count = 0;

  constructor(private readonly repository: ProtectedRepository) {}

  async take(step: Step): Promise<void> {
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
    await git('merge', '--quiet', '--ff-only', landed);
  }

  private async smuggle(move: () => Promise<unknown>): Promise<void> {
    const { git } = this.repository;
    const before = await git('rev-parse', 'main');
    await move();
    const log = await git('rev-list', '--first-parent', `${before}..main`);
    expect(log).not.toBe('');
    this.smuggled.unshift(...log.split('\n'));
  }
}

it('audit names exactly what got in without proof, however work, landings, vectors and gc follow each other', async () => {
  const repository = await createProtectedRepository('local');
  const steps = fc.array(fc.constantFrom(...STEPS), { minLength: 3, maxLength: 7 });
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      await repository.restore();
      const interleaving = new Interleaving(repository);
      for (const step of taken) await interleaving.take(step);
      expect(await readAudited(repository)).toEqual(interleaving.smuggled);
    }),
    {
      numRuns: 6,
      endOnFailure: true,
      examples: [[['smuggled merge', 'gc', 'landing', 'raw write', 'landing']]],
    },
  );
}, 300_000);
