import fc from 'fast-check';
import { HeadAndTail } from './head-and-tail';

function keep(most: number, pieces: readonly string[]): string {
  const head: Buffer[] = [];
  const kept = new HeadAndTail(most, (bytes) => head.push(bytes));
  for (const piece of pieces) kept.write(Buffer.from(piece, 'latin1'));
  return Buffer.concat([...head, kept.end()]).toString('latin1');
}

describe('HeadAndTail', () => {
  it('keeps beginning and end, whatever the pieces in which they come', () => {
    const piece = fc.string({ unit: fc.constantFrom(...'abcdefgh'), maxLength: 30 });
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 20 }),
        fc.integer({ min: 1, max: 40 }),
        (pieces, half) => {
          const all = pieces.join('');
          const left = all.length - 2 * half;
          const expected =
            left <= 0
              ? all
              : `${all.slice(0, half)}\n[storygate: ${left} bytes left out]\n${all.slice(-half)}`;
          expect(keep(2 * half, pieces)).toBe(expected);
        },
      ),
    );
  });
});
