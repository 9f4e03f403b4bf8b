import { parseCommitSha } from '../names/object-id';
import { parseStoryId } from '../names/story-id';
import { planRemoval, type RemovalFacts } from './plan-removal';

const FACTS: RemovalFacts = {
  story: parseStoryId('login'),
  branch: 'story/login',
  head: parseCommitSha('a'.repeat(40)),
  path: '/w.stories/login',
  locked: false,
  startedInside: false,
  unfinished: null,
  dirty: [],
  onTrunk: true,
};

describe('planRemoval', () => {
  it.each([
    ['all of it is on trunk', {}, false],
    ['its commits are not on trunk', { onTrunk: false }, true],
    ['it has uncommitted files', { dirty: ['a'] }, true],
    ['its folder is gone and its commits are not on trunk', { path: null, onTrunk: false }, true],
  ])('plans an archive when something would be lost: %s', (_, facts, archive) => {
    const { story, branch, head, path, dirty } = { ...FACTS, ...facts };
    expect(planRemoval({ ...FACTS, ...facts })).toEqual({
      story,
      branch,
      head,
      path,
      dirty,
      needsArchive: archive,
    });
  });

  it.each([
    ['INSIDE_STORY', { startedInside: true }, 'Run it from the main checkout.'],
    ['WORKTREE_LOCKED', { locked: true }, 'git worktree unlock /w.stories/login'],
    ['OPERATION_UNFINISHED', { unfinished: 'rebase' }, 'git rebase --abort'],
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
