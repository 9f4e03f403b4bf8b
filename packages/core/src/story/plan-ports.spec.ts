import fc from 'fast-check';
import { planPorts, type PortBlock } from './plan-ports';

/** The lowest block, or null. */
const lowest = (...facts: Parameters<typeof planPorts>): PortBlock | null =>
  planPorts(...facts).next().value ?? null;

const range = { base: 4200, size: 20 };
const overlap = (a: PortBlock, b: PortBlock) =>
  a.base < b.base + b.size && b.base < a.base + a.size;

describe('planPorts', () => {
  it('leaves the first block to trunk', () => {
    expect(lowest(range, [])).toEqual({ base: 4220, size: 20 });
  });

  it('takes the lowest gap that is wide enough', () => {
    const taken = [4220, 4260].map((base) => ({ base, size: 20 }));
    expect(lowest(range, taken)).toEqual({ base: 4240, size: 20 });
  });

  it('steps over blocks that were made under another size', () => {
    expect(lowest(range, [{ base: 4225, size: 20 }])).toEqual({ base: 4260, size: 20 });
  });

  it('answers nothing when the range is used up, never a port that does not exist', () => {
    const top = { base: 65_000, size: 500 };
    expect(lowest(top, [])).toBeNull();
    expect(lowest({ base: 65_000, size: 268 }, [])).toEqual({ base: 65_268, size: 268 });
    expect(lowest({ base: 65_000, size: 268 }, [{ base: 65_535, size: 1 }])).toBeNull();
  });

  it('never hands out a block that overlaps another story’s or trunk’s', () => {
    const block = fc.record({
      base: fc.integer({ min: 1024, max: 65_000 }),
      size: fc.integer({ min: 1, max: 1000 }),
    });
    fc.assert(
      fc.property(block, fc.array(block), (own, taken) => {
        const planned = lowest(own, taken);
        if (planned === null) return;
        expect(planned.size).toBe(own.size);
        expect(planned.base + planned.size - 1).toBeLessThanOrEqual(65_535);
        expect([own, ...taken].filter((other) => overlap(planned, other))).toEqual([]);
      }),
    );
  });

  it('gives stories that start one after the other blocks of their own', () => {
    const taken: PortBlock[] = [];
    for (let n = 0; n < 50; n++) taken.push(lowest(range, taken)!);
    expect(new Set(taken.map(({ base }) => base)).size).toBe(50);
  });
});
