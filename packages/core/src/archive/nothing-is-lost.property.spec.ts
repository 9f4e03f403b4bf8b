import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { createRepository, writeFiles, type Repository as Sandbox } from '@storygate/testing';
import { StorygateError } from '../errors/storygate-error';
import { mortalGit, type Death } from '../git/mortal-git.fixture';
import { parseStoryId, type StoryId } from '../names/story-id';
import { requireRepository, type Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { startStory } from '../story/start-story';
import { abortSync } from '../sync/end-sync';
import { previewSync, syncStory } from '../sync/sync-story';
import { previewRemoval, removeStory } from './remove-story';
import { restoreStory } from './restore-story';

/*
 * Invariant 11: nothing a person or agent made is destroyed. Whatever is done, killed and done by hand, in any order: what
 * a command of Storygate finds reachable (on a branch, in a worktree, in an archive) is reachable after it. What people
 * destroy with git itself is theirs to destroy.
 */

const IDS = ['one', 'two'].map(parseStoryId);
const quiet = () => undefined;

type Step =
  | {
      readonly do: 'make' | 'remove' | 'restore' | 'sync' | 'rebase';
      readonly story: number;
      readonly death: Death | null;
    }
  | {
      readonly do: 'write' | 'edit' | 'stage' | 'commit' | 'detach' | 'hide';
      readonly story: number;
    }
  | {
      readonly do: 'by-hand';
      readonly story: number;
      readonly how: 'remove' | 'move' | 'prune' | 'lock' | 'unlock' | 'delete' | 'branch';
    }
  | { readonly do: 'land' };

const story = fc.nat({ max: IDS.length - 1 });
const death = fc.option(
  fc.record({
    call: fc.integer({ min: 1, max: 20 }),
    when: fc.constantFrom('before' as const, 'after' as const),
  }),
  { freq: 2 },
);
const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      do: fc.constantFrom(
        ...[
          'make',
          'remove',
          'remove',
          'remove',
          'restore',
          'restore',
          'restore',
          'sync',
          'rebase',
        ],
      ),
      story,
      death,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('write', 'edit', 'stage', 'commit', 'detach', 'hide'),
      story,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('by-hand'),
      story,
      how: fc.constantFrom('remove', 'move', 'prune', 'lock', 'unlock', 'delete', 'branch'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('land') }) },
) as fc.Arbitrary<Step>;

/** Away and back, both perhaps killed and run again. */
const awayAndBack: fc.Arbitrary<Step[]> = fc
  .record({ story, away: death, back: death })
  .map(({ story: at, away, back }) => [
    ...(away === null ? [] : [{ do: 'remove', story: at, death: away } as const]),
    { do: 'remove', story: at, death: null },
    ...(back === null ? [] : [{ do: 'restore', story: at, death: back } as const]),
    { do: 'restore', story: at, death: null },
  ]);

const stepsArbitrary: fc.Arbitrary<Step[]> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: stepArbitrary.map((step) => [step]) },
      { weight: 1, arbitrary: awayAndBack },
    ),
    { minLength: 5, maxLength: 8 },
  )
  .map((groups) => groups.flat());

/** A repository with two stories in it, and every text that was ever written in one. */
class World {
  readonly written: string[] = [];
  private constructor(
    readonly sandbox: Sandbox,
    readonly repository: Repository,
  ) {}

  static async make(): Promise<World> {
    // Trunk's protection would ask a built program.
    const plugin = { plugin: '@storygate/nx', options: { trunk: { protect: false } } };
    const sandbox = await createRepository({
      'nx.json': JSON.stringify({ plugins: [plugin] }),
      'shared.txt': 'first\n',
    });
    const world = new World(sandbox, await requireRepository(sandbox.root));
    for (const at of IDS.keys()) {
      const folder = join(sandbox.folder, 'repository.stories', IDS[at] ?? '');
      await sandbox.git('worktree', 'add', '--quiet', '-b', `story/${IDS[at] ?? ''}`, folder);
      for (const what of at === 0 ? ['stage', 'write', 'edit'] : ['detach', 'write'])
        await world.byPerson({ do: what, story: at });
    }
    return world;
  }

  /** Where a story's worktree is, which a person may have moved. */
  folder(at: number): string | null {
    const stories = join(this.sandbox.folder, 'repository.stories');
    const id = IDS[at] ?? '';
    const places = [join(stories, id), join(stories, `${id}-moved`)];
    return places.find((place) => existsSync(join(place, '.git'))) ?? null;
  }

  async run(step: Step): Promise<void> {
    if (step.do === 'land') {
      await this.sandbox.commit(`Land\n\nStory: other`, { 'shared.txt': this.text() });
    } else if (step.do === 'by-hand') {
      await this.byHand(step);
    } else if ('death' in step) {
      const before = await this.reachable();
      await this.storygate(step);
      const after = await this.reachable();
      expect([...before].filter((text) => !after.has(text))).toEqual([]);
    } else {
      await this.byPerson(step);
    }
  }

  /** However it stands with a story, it can be removed, and then all that was reachable is on trunk or in an archive. */
  async removeEverything(): Promise<void> {
    for (const [at, id] of IDS.entries()) {
      const folder = this.folder(at);
      if (folder !== null) await this.sandbox.tryGit('worktree', 'unlock', folder);
      await this.run({ do: 'remove', story: at, death: null });
      const branch = await this.sandbox.tryGit('rev-parse', '--verify', `refs/heads/story/${id}`);
      expect([id, branch.exitCode]).toEqual([id, 128]);
    }
  }

  private text(): string {
    const text = `text ${this.written.length}\n`;
    this.written.push(text);
    return text;
  }

  private async byPerson(step: { readonly do: string; readonly story: number }): Promise<void> {
    const folder = this.folder(step.story);
    if (folder === null) return;
    const git = (...args: string[]) => this.sandbox.tryGit('-C', folder, ...args);
    const name = step.do === 'edit' ? 'shared.txt' : `file-${this.written.length}.txt`;
    writeFiles(folder, { [name]: this.text() });
    if (step.do === 'detach') await git('checkout', '--quiet', '--detach');
    if (['stage', 'commit', 'detach', 'hide'].includes(step.do)) await git('add', '--all');
    if (['commit', 'detach'].includes(step.do)) await git('commit', '--quiet', '-m', 'Work');
    if (step.do === 'hide') await git('update-index', '--assume-unchanged', name);
    if (['stage', 'hide'].includes(step.do)) writeFiles(folder, { [name]: this.text() });
  }

  private async byHand({ story: at, how }: Extract<Step, { do: 'by-hand' }>): Promise<void> {
    const { tryGit } = this.sandbox;
    const folder = this.folder(at);
    const id = IDS[at] ?? '';
    if (how === 'prune') await tryGit('worktree', 'prune');
    else if (how === 'branch') await tryGit('branch', '-D', `story/${id}`);
    else if (folder === null) return;
    else if (how === 'delete') rmSync(folder, { recursive: true });
    else if (how === 'move') await tryGit('worktree', 'move', folder, `${folder}-moved`);
    else await tryGit('worktree', how, ...(how === 'remove' ? ['--force'] : []), folder);
  }

  private async storygate(step: Extract<Step, { death: unknown }>): Promise<string> {
    const id = IDS[step.story] as StoryId;
    if (step.death === null) return refusable(this.command(this.repository, step.do, id));
    const { git, died } = mortalGit(this.sandbox.root, step.death);
    const work = refusable(this.command({ ...this.repository, git }, step.do, id));
    const end = await Promise.race([work, died]);
    if (end === 'died') await this.bury();
    return end;
  }

  private async command(repository: Repository, what: string, id: StoryId): Promise<unknown> {
    const trunk = await requireTrunk(repository);
    switch (what) {
      case 'make':
        return startStory(
          repository,
          trunk,
          {
            id,
            title: null,
            brief: null,
            base: null,
            dependencies: 'none',
            setup: 'run',
            ports: null,
          },
          quiet,
        );
      case 'remove':
        return removeStory(repository, await previewRemoval(repository, trunk, id), quiet);
      case 'restore':
        return restoreStory(
          repository,
          trunk,
          { story: id, n: null, as: null, dependencies: 'none' },
          quiet,
        );
      default: {
        const manner = what === 'sync' ? 'merge' : 'rebase';
        const plan = await previewSync(repository, { story: id, manner }, quiet);
        const { outcome } = await syncStory(repository, plan, quiet);
        return outcome === 'conflicted' ? abortSync(repository, trunk, id, quiet) : null;
      }
    }
  }

  /** A process that is dead holds no lock, and is at work on no story: here it is this very process. */
  private async bury(): Promise<void> {
    await this.sandbox.tryGit('update-ref', '-d', 'refs/storygate/lock/stories');
    const { stories } = this.repository.layout;
    for (const id of existsSync(stories) ? readdirSync(stories) : []) {
      const file = join(stories, id, 'story.json');
      if (!existsSync(file)) continue;
      const text = readFileSync(file, 'utf8');
      writeFileSync(file, text.replace(`"pid": ${process.pid}`, '"pid": 999999999'));
    }
  }

  /** What was written and is on a branch, in a worktree (its files, its index, its HEAD), or in an archive. */
  async reachable(): Promise<Set<string>> {
    const { git, tryGit } = this.sandbox;
    const stories = join(this.sandbox.folder, 'repository.stories');
    const folders = (parent: string): string[] =>
      (existsSync(parent) ? readdirSync(parent) : []).map((name) => join(parent, name));
    const checkouts = [...folders(stories), ...folders(join(stories, '.removing'))].filter(
      (folder) => existsSync(join(folder, '.git')),
    );
    const found = new Set<string>();
    const heads: string[] = [];
    for (const folder of checkouts) {
      for (const file of folders(folder))
        if (file.endsWith('.txt')) found.add(readFileSync(file, 'utf8'));
      const head = await tryGit('-C', folder, 'rev-parse', '--verify', '--quiet', 'HEAD');
      const staged = await tryGit('-C', folder, 'ls-files', '--stage');
      if (head.exitCode === 0) heads.push(head.stdout);
      for (const line of staged.stdout.split('\n')) found.add(line.split(' ')[1] ?? '');
    }
    const objects = await git('rev-list', '--objects', '--all', ...heads);
    for (const line of objects.split('\n')) found.add(line.split(' ')[0] ?? '');
    return new Set(this.written.filter((text) => found.has(text) || found.has(blobId(text))));
  }
}

function blobId(text: string): string {
  return createHash('sha1').update(`blob ${text.length}\0${text}`).digest('hex');
}

/** A refusal is an answer: nothing was to be done. */
async function refusable(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (!(error instanceof StorygateError) || error.kind !== 'refusal') throw error;
    return error.code;
  }
}

/** More of them, for example after a change here: `PROPERTY_RUNS=50 npx jest --selectProjects core …`. */
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 2);

it(
  'keeps everything reachable, whatever is done in whatever order, killed or not',
  async () => {
    await fc.assert(
      fc.asyncProperty(stepsArbitrary, async (steps) => {
        const world = await World.make();
        for (const step of steps) await world.run(step);
        await world.removeEverything();
        world.sandbox.dispose();
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  },
  RUNS * 60_000,
);
