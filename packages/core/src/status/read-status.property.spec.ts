import fc from 'fast-check';
import { createRepository, must, type Repository as Sandbox } from '@storygate/testing';
import { changedPaths, isAncestor, mergeBase, treeOf } from '../git/commits';
import type { Git } from '../git/git';
import { mergeTree } from '../git/merge-tree';
import { historyArbitrary, importHistory } from '../git/random-history.fixture';
import type { CommitSha } from '../names/object-id';
import { requireRepository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { readStatus } from './read-status';

/** What git says of each story and each pair, asked one at a time. */
async function askOneByOne(git: Git, trunk: CommitSha, heads: readonly CommitSha[]) {
  const tree = await treeOf(git, trunk);
  const stories = await Promise.all(
    heads.map(async (head, at) => {
      const base = await mergeBase(git, trunk, head);
      const counted = await git.line(['rev-list', '--left-right', '--count', `${trunk}...${head}`]);
      const [behind, ahead] = counted.split('\t').map(Number);
      const merged = base === null ? null : await mergeTree(git, trunk, head);
      const landed =
        base !== null &&
        ((await isAncestor(git, head, trunk)) ||
          (merged?.kind === 'clean' && merged.tree === tree));
      const paths = base === null || landed ? [] : await changedPaths(git, base, head);
      return { id: `s${at}`, head, ahead, behind, landed, paths };
    }),
  );
  const collide = async (one: (typeof stories)[0], other: (typeof stories)[0]) => {
    if (one === other || !one.paths.some((path) => other.paths.includes(path))) return [];
    const merged = await mergeTree(git, one.head, other.head);
    return merged.kind === 'clean' ? [] : [{ story: other.id, files: merged.paths }];
  };
  return Promise.all(
    stories.map(async ({ paths: _, ...story }, at) => ({
      ...story,
      collidesWith: (
        await Promise.all(stories.map((other) => collide(stories[at]!, other)))
      ).flat(),
    })),
  );
}

describe('readStatus', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await createRepository({ 'nx.json': '{}' });
  });

  it('says of all stories at once what git says of each and of each pair', async () => {
    const repository = await requireRepository(sandbox.root);
    const cases = fc.record({
      drawn: historyArbitrary(16),
      trunk: fc.nat(),
      heads: fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ drawn, ...places }) => {
        const commits = await importHistory(sandbox, drawn);
        const at = (place: number) => commits[place % commits.length]!;
        const heads = places.heads.map(at);
        const refs = [['main', at(places.trunk)], ...heads.map((head, n) => [`story/s${n}`, head])];
        await must('git', ['update-ref', '--stdin'], {
          cwd: sandbox.root,
          input: refs.map(([ref, commit]) => `update refs/heads/${ref!} ${commit!}\n`).join(''),
        });
        const trunk = await requireTrunk(repository);
        // The second one answers from what the first one kept.
        const [fresh, kept] = [
          await readStatus(repository, trunk),
          await readStatus(repository, trunk),
        ];
        expect(kept).toEqual(fresh);
        expect(fresh.stories).toMatchObject(await askOneByOne(repository.git, trunk.commit, heads));
      }),
      { numRuns: 8 },
    );
  });
});
