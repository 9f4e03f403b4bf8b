import { parseCommitSha } from '../names/object-id';
import { planOnTrunk } from './plan-on-trunk';

const BASE = parseCommitSha('b'.repeat(40));

function plan(changes: Record<string, string>, trunk: Record<string, string>, more: object = {}) {
  const files = (record: Record<string, string>) =>
    Object.entries(record).map(([path, now]) => ({ path, now }));
  return planOnTrunk({
    ...{ base: BASE, isOnlyBase: true, ahead: 1 },
    changes: files(changes),
    trunkChanges: files(trunk),
    ...more,
  });
}

describe('planOnTrunk', () => {
  it.each([
    ['trunk has every path as the commit has it', { a: '1', b: '2' }, { a: '1', b: '2', c: '3' }],
    ['the commits changed nothing together', {}, { c: '3' }],
  ])('knows it landed where %s', (_, changes, trunk) => {
    expect(plan(changes, trunk)).toBe('on-trunk');
  });

  it('knows it did not where trunk left a path alone', () => {
    expect(plan({ a: '1', b: '2' }, { a: '1' })).toBe('open');
    expect(plan({ a: '1' }, {})).toBe('open');
  });

  it('leaves to a merge what trunk has differently', () => {
    expect(plan({ a: '1', b: '2' }, { a: '1', b: 'later' })).toBe('merge-tells');
  });

  it('leaves everything to a merge where there are several bases', () => {
    expect(plan({ a: '1' }, {}, { isOnlyBase: false })).toBe('merge-tells');
  });

  it('knows of a commit that trunk has itself, and of one that trunk has nothing in common with', () => {
    expect(plan({}, {}, { ahead: 0 })).toBe('on-trunk');
    expect(plan({}, {}, { base: null })).toBe('open');
  });
});
