import { parseCommitSha } from '../names/object-id';
import { parseStoryId } from '../names/story-id';
import { planRemoval, type RemovalFacts } from './plan-removal';

const FACTS: RemovalFacts = {
  story: parseStoryId('login'),
  branch: 'story/login',
  head: parseCommitSha('a'.repeat(40)),
  path: '/w.stories/login',
  folder: '/w.stories/login',
  adminDir: '/w/.git/worktrees/login',
  vanished: null,
  elsewhere: [],
  locked: false,
  startedInside: false,
  unfinished: null,
  unmerged: [],
  submodules: [],
  processes: [],
  daemon: [],
  dirty: [],
  ignored: [],
  detached: null,
  onTrunk: true,
  landed: null,
  scope: { ignored: 'left-out' },
};

describe('planRemoval', () => {
  it.each([
    ['all of it is on trunk', {}, false],
    ['its commits are not on trunk', { onTrunk: false }, true],
    ['it landed as a squash', { onTrunk: false, landed: FACTS.head }, true],
    ['it has ignored files', { ignored: ['.env'] }, false],
    [
      'ignored files are asked for',
      { ignored: ['.env'], scope: { ignored: 'included' as const } },
      true,
    ],
    ['it has uncommitted files', { dirty: ['a'] }, true],
    ['its folder is gone and its commits are not on trunk', { path: null, onTrunk: false }, true],
  ])('plans an archive when something would be lost: %s', (_, facts, archive) => {
    const {
      locked,
      startedInside,
      unfinished,
      unmerged,
      submodules,
      processes,
      elsewhere,
      ...known
    } = {
      ...FACTS,
      ...facts,
    };
    expect(planRemoval({ ...FACTS, ...facts })).toEqual({ ...known, needsArchive: archive });
  });

  it.each([
    ['INSIDE_STORY', { startedInside: true }, 'Run it from the main checkout.'],
    ['WORKTREE_LOCKED', { locked: true }, 'git worktree unlock /w.stories/login'],
    ['OPERATION_UNFINISHED', { unfinished: 'rebase' }, 'git rebase --abort'],
    ['OPERATION_UNFINISHED', { unfinished: 'bisect' }, 'git bisect reset'],
    ['UNRESOLVED_CONFLICTS', { unmerged: ['a.txt'] }, 'git add'],
    ['NESTED_REPOSITORY', { submodules: ['libs/sub'] }, 'push'],
    ['CHECKED_OUT_ELSEWHERE', { elsewhere: ['/other'] }, 'git -C /other switch'],
    ['PROCESS_INSIDE', { processes: [{ pid: 7, name: 'node' }] }, 'kill 7'],
  ])('refuses with %s, and says how to go on', (code, facts, hint) => {
    expect(() => planRemoval({ ...FACTS, ...facts })).toThrow(
      expect.objectContaining({
        kind: 'refusal',
        code,
        hints: [expect.stringContaining(hint)],
      }),
    );
  });
});
