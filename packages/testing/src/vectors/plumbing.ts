import { AUDITED, git, L3, TRUNK_NOT_CHECKED_OUT, type Vector } from './vector';

const PAST_HOOKS = ['-c', 'core.hooksPath=/dev/null'];

/** Commands that write refs as they are told. */
export const PLUMBING: readonly Vector[] = [
  {
    name: 'update-ref, old value not given',
    attempt: [git('update-ref', 'refs/heads/main', '{feat}')],
    ending: L3,
  },
  {
    name: 'update-ref with the old value',
    attempt: [git('update-ref', 'refs/heads/main', '{feat}', '{tip}')],
    ending: L3,
  },
  {
    name: 'update-ref --stdin, trunk among other refs',
    attempt: [
      {
        ...git('update-ref', '--stdin'),
        input: 'update refs/heads/other {feat}\nupdate refs/heads/main {feat}\n',
      },
    ],
    ending: L3,
  },
  {
    name: 'update-ref -d',
    attempt: [git('update-ref', '-d', 'refs/heads/main')],
    ending: L3,
  },
  {
    name: 'update-ref -d, then again from nothing',
    attempt: [
      {
        ...git('update-ref', '--stdin'),
        input: 'delete refs/heads/main {tip}\n',
      },
    ],
    ending: L3,
  },
  {
    name: 'update-ref through HEAD',
    attempt: [git('update-ref', 'HEAD', '{feat}')],
    ending: L3,
  },
  {
    name: 'fast-import',
    given: TRUNK_NOT_CHECKED_OUT,
    attempt: [
      {
        ...git('fast-import', '--quiet'),
        input:
          'commit refs/heads/main\ncommitter A <a@example.invalid> 0 +0000\ndata 4\nWork\nfrom refs/heads/main^0\n\n',
      },
    ],
    ending: L3,
  },
];

/** What no hook of git hears of. */
export const UNHEARD: readonly Vector[] = [
  {
    name: 'writing .git/refs/heads/main',
    attempt: [{ argv: ['cp', '{git}/refs/heads/story/login', '{git}/refs/heads/main'] }],
    ending: AUDITED,
    note: 'so do libraries that run no hooks, such as libgit2',
  },
  {
    name: 'editing packed-refs',
    given: [git('pack-refs', '--all')],
    attempt: [
      {
        argv: [
          'sed',
          '-i.before',
          's|^{tip} refs/heads/main$|{feat} refs/heads/main|',
          '{git}/packed-refs',
        ],
      },
    ],
    ending: AUDITED,
  },
  {
    name: '-c core.hooksPath=/dev/null',
    attempt: [git(...PAST_HOOKS, 'merge', '--ff-only', 'story/login')],
    ending: AUDITED,
  },
  {
    name: 'core.hooksPath by GIT_CONFIG_COUNT',
    attempt: [
      {
        ...git('merge', '--no-ff', '-m', 'Merge', 'story/login'),
        env: {
          GIT_CONFIG_COUNT: '1',
          GIT_CONFIG_KEY_0: 'core.hooksPath',
          GIT_CONFIG_VALUE_0: '/dev/null',
        },
      },
    ],
    ending: AUDITED,
  },
  {
    name: 'core.hooksPath by GIT_CONFIG_GLOBAL',
    given: [git('config', '--file', '{site}/gitconfig', 'core.hooksPath', '/dev/null')],
    attempt: [
      {
        ...git('merge', '--ff-only', 'story/login'),
        env: { GIT_CONFIG_GLOBAL: '{site}/gitconfig' },
      },
    ],
    ending: { kind: 'refused', by: 'L3', cleanUp: 'git reset --merge' },
    note: "a worktree's own setting, which Storygate makes, wins over the user's",
  },
  {
    name: 'the worktree’s core.hooksPath changed',
    given: [git('config', '--worktree', 'core.hooksPath', '/dev/null')],
    attempt: [git('merge', '--ff-only', 'story/login')],
    ending: AUDITED,
    note: '`doctor` reports UNARMED_WORKTREE until the next command arms it again',
  },
  {
    name: 'a copied git directory, moved there and copied back',
    given: [
      { argv: ['cp', '-R', '{git}', '{site}/copy.git'] },
      { argv: ['rm', '{site}/copy.git/config.worktree'] },
      git('--git-dir={site}/copy.git', 'update-ref', 'refs/heads/main', '{feat}'),
    ],
    attempt: [{ argv: ['cp', '{site}/copy.git/refs/heads/main', '{git}/refs/heads/main'] }],
    ending: AUDITED,
  },
];

/** Trunk moved off what it had, past the hooks. */
export const TAKEN_AWAY: readonly Vector[] = [
  {
    name: 'reset --hard back with core.hooksPath=/dev/null',
    attempt: [git(...PAST_HOOKS, 'reset', '--hard', 'HEAD~1')],
    ending: AUDITED,
  },
  {
    name: 'update-ref back with core.hooksPath=/dev/null',
    given: TRUNK_NOT_CHECKED_OUT,
    attempt: [git(...PAST_HOOKS, 'update-ref', 'refs/heads/main', '{tip}~2')],
    ending: AUDITED,
    note: 'here to the commit that set Storygate up',
  },
  {
    name: 'back to before Storygate with core.hooksPath=/dev/null',
    given: TRUNK_NOT_CHECKED_OUT,
    attempt: [git(...PAST_HOOKS, 'update-ref', 'refs/heads/main', '{tip}~3')],
    ending: AUDITED,
  },
  {
    name: 'writing .git/refs/heads/main back',
    given: [git('tag', 'before', '{tip}~1')],
    attempt: [{ argv: ['cp', '{git}/refs/tags/before', '{git}/refs/heads/main'] }],
    ending: AUDITED,
  },
  {
    name: 'branch -D with core.hooksPath=/dev/null, and made anew further back',
    given: TRUNK_NOT_CHECKED_OUT,
    attempt: [git(...PAST_HOOKS, 'branch', '-D', 'main'), git('branch', 'main', '{tip}~1')],
    ending: AUDITED,
    note: 'the reflog goes with the branch; the ledger tells what landed',
  },
  {
    name: 'moved sideways with core.hooksPath=/dev/null',
    given: [
      git('checkout', '--quiet', '--detach', '{tip}~1'),
      git('commit', '--quiet', '--allow-empty', '-m', 'Aside'),
    ],
    attempt: [git(...PAST_HOOKS, 'branch', '-f', 'main', 'HEAD')],
    ending: AUDITED,
    note: 'both are named: what was lost, and what came in',
  },
  {
    name: 'commit --amend with core.hooksPath=/dev/null',
    attempt: [git(...PAST_HOOKS, 'commit', '--amend', '-m', 'Another message')],
    ending: AUDITED,
    note: 'the proven tree is still there, but the commit that landed is not',
  },
];
