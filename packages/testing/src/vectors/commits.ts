import { git, L3, refusedLeaving, type Vector } from './vector';

const WORK = [{ argv: ['cp', 'README.md', 'work.txt'] }, git('add', 'work.txt')];

/** Commits that would be made on trunk's branch where it is checked out. */
export const COMMITS: readonly Vector[] = [
  { name: 'commit', given: WORK, attempt: [git('commit', '-m', 'Work')], ending: L3 },
  {
    name: 'commit --no-verify',
    given: WORK,
    attempt: [git('commit', '--no-verify', '-m', 'Work')],
    ending: L3,
  },
  {
    name: 'commit with HUSKY=0',
    given: WORK,
    attempt: [{ ...git('commit', '-m', 'Work'), env: { HUSKY: '0' } }],
    ending: L3,
  },
  {
    name: 'commit --amend',
    attempt: [git('commit', '--amend', '-m', 'Another message')],
    ending: L3,
  },
  {
    name: 'cherry-pick',
    attempt: [git('cherry-pick', '{feat}')],
    ending: refusedLeaving('git cherry-pick --abort'),
  },
  {
    name: 'cherry-pick --no-commit, then commit',
    given: [git('cherry-pick', '--no-commit', '{feat}')],
    attempt: [git('commit', '-m', 'Work')],
    ending: L3,
  },
  {
    name: 'revert',
    attempt: [git('revert', '--no-edit', 'HEAD')],
    ending: refusedLeaving('git reset --merge'),
  },
  {
    name: 'am',
    given: [git('format-patch', '--quiet', '-1', '-o', '{site}/patches', '{feat}')],
    attempt: [git('am', '{site}/patches/0001-Add-a-login-that-nothing-proves.patch')],
    ending: refusedLeaving('git am --abort'),
  },
];
