import fc from 'fast-check';
import { planOverlap } from './plan-overlap';

describe('planOverlap', () => {
  it.each([
    ['the same path', ['a/b'], ['a/b'], ['a/b']],
    ['another path', ['a/b'], ['a/c', 'b', 'a-b', 'ab'], []],
    ['a file where trunk needs a folder', ['a/b/c'], ['a'], ['a']],
    ['a file in what becomes a file', ['a'], ['a/b/c'], ['a/b/c']],
    ['an untracked repository, told with a slash', ['a/b'], ['a/'], ['a/']],
    ['a name that only starts the same', ['ab/c'], ['a'], []],
    ['nothing changed', [], ['a'], []],
  ])('%s', (_, changed, dirty, overlap) => {
    expect(planOverlap(changed, dirty)).toEqual(overlap);
  });

  it('finds exactly the dirty paths that are, hold, or lie below a changed one', () => {
    const path = fc
      .array(fc.constantFrom('a', 'b', 'ab', ' '), { minLength: 1, maxLength: 3 })
      .map((parts) => parts.join('/'));
    const paths = fc.uniqueArray(path, { maxLength: 6 });
    fc.assert(
      fc.property(paths, paths, (changed, dirty) => {
        const inTheWay = dirty.filter((one) =>
          changed.some((c) => `${c}/`.startsWith(`${one}/`) || `${one}/`.startsWith(`${c}/`)),
        );
        expect(planOverlap(changed, dirty)).toEqual(inTheWay);
      }),
    );
  });
});
