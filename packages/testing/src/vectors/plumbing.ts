import { AUDITED, git, L3, TRUNK_NOT_CHECKED_OUT, type Vector } from './vector';

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
    attempt: [git('-c', 'core.hooksPath=/dev/null', 'merge', '--ff-only', 'story/login')],
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
  {
    name: 'moved back with core.hooksPath=/dev/null',
    attempt: [git('-c', 'core.hooksPath=/dev/null', 'reset', '--hard', 'HEAD~1')],
    ending: {
      kind: 'unnoticed',
      left: 'the ledger still proves the commit that was taken away, and the reflog has it',
    },
    note: 'nothing came in, so there is nothing for audit to name',
  },
];
