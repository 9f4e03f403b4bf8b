import { AUDITED, git, GIT, inStory, L2, L3, TRUNK_NOT_CHECKED_OUT, type Vector } from './vector';

/** Trunk's branch moved as a branch: from elsewhere, by name. */
export const BRANCHES: readonly Vector[] = [
  { name: 'checkout -B', attempt: [git('checkout', '-B', 'main', 'story/login')], ending: L3 },
  { name: 'switch -C', attempt: [git('switch', '-C', 'main', 'story/login')], ending: L3 },
  {
    name: 'branch -f, trunk checked out',
    attempt: [inStory('branch', '-f', 'main', 'story/login')],
    ending: GIT,
  },
  {
    name: 'branch -f, trunk not checked out',
    given: TRUNK_NOT_CHECKED_OUT,
    attempt: [git('branch', '-f', 'main', 'story/login')],
    ending: L3,
  },
  {
    name: 'branch -M',
    given: [...TRUNK_NOT_CHECKED_OUT, git('branch', 'other', 'story/login')],
    attempt: [git('branch', '-M', 'other', 'main')],
    ending: L3,
  },
  {
    name: 'branch -C',
    given: TRUNK_NOT_CHECKED_OUT,
    attempt: [git('branch', '-C', 'story/login', 'main')],
    ending: AUDITED,
    note: 'git copies the branch without telling any hook (seen on 2.39)',
  },
  {
    name: 'branch -m of trunk to another name',
    given: TRUNK_NOT_CHECKED_OUT,
    attempt: [git('branch', '-m', 'main', 'old-main')],
    ending: L3,
  },
  {
    name: 'branch -D',
    given: TRUNK_NOT_CHECKED_OUT,
    attempt: [git('branch', '-D', 'main')],
    ending: L3,
  },
  {
    name: 'branch -D of a packed trunk',
    given: [...TRUNK_NOT_CHECKED_OUT, git('pack-refs', '--all')],
    attempt: [git('branch', '-D', 'main')],
    ending: L3,
  },
  {
    name: 'worktree add -B',
    given: TRUNK_NOT_CHECKED_OUT,
    attempt: [git('worktree', 'add', '-B', 'main', '{site}/other', 'story/login')],
    ending: L3,
  },
  {
    name: 'fetch . <story>:main',
    given: TRUNK_NOT_CHECKED_OUT,
    attempt: [inStory('fetch', '.', 'HEAD:main')],
    ending: L3,
  },
  {
    name: 'fetch --update-head-ok . +<story>:main',
    attempt: [inStory('fetch', '--update-head-ok', '.', '+HEAD:main')],
    ending: L3,
  },
  {
    name: 'fetch of a bundle into trunk',
    given: [
      ...TRUNK_NOT_CHECKED_OUT,
      git('bundle', 'create', '{site}/story.bundle', 'story/login'),
    ],
    attempt: [git('fetch', '{site}/story.bundle', 'story/login:main')],
    ending: L3,
  },
  {
    name: 'push . HEAD:main, trunk checked out',
    attempt: [inStory('push', '--no-verify', '.', 'HEAD:main')],
    ending: GIT,
  },
  {
    name: 'push . HEAD:main',
    given: TRUNK_NOT_CHECKED_OUT,
    attempt: [git('push', '.', 'story/login:main')],
    ending: L2,
  },
  {
    name: 'push --no-verify . HEAD:main',
    given: TRUNK_NOT_CHECKED_OUT,
    attempt: [git('push', '--no-verify', '.', 'story/login:main')],
    ending: L3,
  },
  {
    name: "symbolic-ref of a worktree's HEAD, then commit",
    given: [inStory('symbolic-ref', 'HEAD', 'refs/heads/main')],
    attempt: [inStory('commit', '-m', 'Work')],
    ending: L3,
  },
  {
    name: 'symbolic-ref refs/heads/main',
    given: TRUNK_NOT_CHECKED_OUT,
    attempt: [git('symbolic-ref', 'refs/heads/main', 'refs/heads/story/login')],
    ending: AUDITED,
    since: { git: [2, 46], ending: L3 },
    note: 'before git 2.46 no hook hears of it; `doctor` reports SYMBOLIC_TRUNK',
  },
  {
    name: 'stash, then stash branch over trunk',
    given: [{ argv: ['cp', 'README.md', 'cart.txt'] }, git('stash')],
    attempt: [git('stash', 'branch', 'main')],
    ending: GIT,
    note: 'stash itself never moves a branch',
  },
];
