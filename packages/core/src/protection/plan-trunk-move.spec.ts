import { parseCommitSha } from '../names/object-id';
import { planTrunkMove, type TrunkMove } from './plan-trunk-move';

const TO = parseCommitSha('a'.repeat(40));
const PROBLEM = { commit: TO, subject: 'x', reason: 'y' };

const ALLOWED: readonly TrunkMove[] = [
  { kind: 'unchanged' },
  { kind: 'prune' },
  { kind: 'created' },
  { kind: 'followed-remote' },
  { kind: 'forward', to: TO, unattested: [] },
];
const REFUSED: readonly TrunkMove[] = [
  { kind: 'deleted' },
  { kind: 'symbolic', target: 'refs/heads/x' },
  { kind: 'rewound', to: TO },
  { kind: 'forgets', to: TO, paths: ['a'] },
  { kind: 'forward', to: TO, unattested: [PROBLEM] },
];

describe('planTrunkMove', () => {
  it.each(ALLOWED)('allows a move that is $kind', (move) => {
    expect(planTrunkMove({ protectedAtTip: true, move })).toEqual({ kind: 'allowed' });
  });

  it.each(REFUSED)('refuses a move that is $kind', (move) => {
    expect(planTrunkMove({ protectedAtTip: true, move })).toEqual({ kind: 'refused', move });
  });

  it.each([...ALLOWED, ...REFUSED])(
    'lets everything pass before trunk asks for protection: $kind',
    (move) => {
      expect(planTrunkMove({ protectedAtTip: false, move })).toEqual({ kind: 'allowed' });
    },
  );
});
