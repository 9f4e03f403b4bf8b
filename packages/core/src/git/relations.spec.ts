import fc from 'fast-check';
import { createRepository, type Repository } from '@storygate/testing';
import { parseCommitSha } from '../names/object-id';
import { mergeBase } from './commits';
import { Git } from './git';
import { ancestry, historyArbitrary, importHistory, type Drawn } from './random-history.fixture';
import { readRelations } from './relations';

/** What the words mean, counted out. */
function define(drawn: readonly Drawn[], trunk: number, head: number) {
  const [trunks, heads] = [ancestry(drawn, trunk), ancestry(drawn, head)];
  const common = [...heads].filter((place) => trunks.has(place));
  const surpassed = (place: number) =>
    common.some((other) => other !== place && ancestry(drawn, other).has(place));
  return {
    ahead: heads.size - common.length,
    behind: trunks.size - common.length,
    bases: common.filter((place) => !surpassed(place)),
  };
}

describe('readRelations', () => {
  let repository: Repository;
  let git: Git;

  beforeAll(async () => {
    repository = await createRepository();
    git = new Git(repository.root);
  });

  it('counts and finds bases for many heads at once, whatever the history', async () => {
    const cases = fc.record({
      drawn: historyArbitrary(),
      trunk: fc.nat(),
      heads: fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ drawn, ...chosen }) => {
        const commits = await importHistory(repository, drawn);
        const at = (place: number) => commits[place]!;
        const trunk = chosen.trunk % drawn.length;
        const heads = chosen.heads.map((place) => place % drawn.length);
        const found = await readRelations(git, at(trunk), heads.map(at));
        for (const [index, head] of heads.entries()) {
          const { ahead, behind, bases } = define(drawn, trunk, head);
          const base =
            bases.length > 1 ? await mergeBase(git, at(trunk), at(head)) : bases.map(at)[0];
          const isOnlyBase = bases.length <= 1;
          expect(found[index]).toEqual({
            ...{ head: at(head), ahead, behind, isOnlyBase },
            base: base ?? null,
          });
        }
      }),
      { numRuns: 40 },
    );
  });

  it('asks git nothing about no heads', async () => {
    const trunk = parseCommitSha(await repository.git('rev-parse', 'HEAD'));
    expect(await readRelations(new Git('/nowhere'), trunk, [])).toEqual([]);
  });
});
