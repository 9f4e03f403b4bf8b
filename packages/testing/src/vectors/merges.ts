import { git, L3, refusedLeaving, type Vector } from './vector';

/** Merges, rebases and resets of trunk's branch where it is checked out. */
export const MERGES: readonly Vector[] = [
  {
    name: 'merge --ff-only',
    attempt: [git('merge', '--ff-only', 'story/login')],
    ending: refusedLeaving('git reset --merge'),
  },
  {
    name: 'pull . <story>',
    attempt: [git('pull', '--ff-only', '.', 'story/login')],
    ending: refusedLeaving('git reset --merge'),
  },
  {
    name: 'merge --no-ff',
    attempt: [git('merge', '--no-ff', '-m', 'Merge', 'story/login')],
    ending: refusedLeaving('git merge --abort'),
  },
  {
    name: 'merge --no-ff --no-verify',
    attempt: [git('merge', '--no-ff', '--no-verify', '-m', 'Merge', 'story/login')],
    ending: refusedLeaving('git merge --abort'),
  },
  {
    name: 'merge --squash, then commit',
    given: [git('merge', '--squash', 'story/login')],
    attempt: [git('commit', '-m', 'Squash')],
    ending: refusedLeaving('git reset --merge'),
  },
  {
    name: 'merge --no-commit, then commit',
    given: [git('merge', '--no-ff', '--no-commit', 'story/login')],
    attempt: [git('commit', '-m', 'Merge')],
    ending: refusedLeaving('git reset --merge'),
  },
  {
    name: 'reset --hard to a story',
    attempt: [git('reset', '--hard', 'story/login')],
    ending: refusedLeaving('git reset --merge'),
  },
  {
    name: 'reset --hard back',
    attempt: [git('reset', '--hard', 'HEAD~1')],
    ending: refusedLeaving('git reset --merge'),
  },
  {
    name: 'rebase trunk onto a story',
    attempt: [git('rebase', 'story/login')],
    ending: refusedLeaving('git rebase --abort'),
  },
  {
    name: 'rebase that drops commits',
    attempt: [git('rebase', '--onto', 'HEAD~2', 'HEAD~1')],
    ending: refusedLeaving('git rebase --abort'),
  },
  {
    name: 'rebase --update-refs of a branch that trunk is part of',
    given: [git('checkout', '--quiet', '-b', 'other', 'main')],
    attempt: [git('rebase', '--update-refs', '--onto', 'main~2', 'main~1')],
    ending: L3,
  },
];
