import { AUDITED, git, L3, type Vector } from './vector';

const LEDGER = 'refs/storygate/ledger';

/** The ledger's own ref: what it said once, it says for ever. */
export const LEDGER_REWRITES: readonly Vector[] = [
  { name: 'ledger deleted', attempt: [git('update-ref', '-d', LEDGER)], ending: L3 },
  {
    name: 'ledger moved back',
    attempt: [git('update-ref', LEDGER, `${LEDGER}~1`)],
    ending: L3,
  },
  {
    name: 'ledger replaced by an unrelated commit',
    attempt: [git('update-ref', LEDGER, '{feat}')],
    ending: L3,
  },
  {
    name: 'ledger moved on to a commit that forgets',
    given: [
      git('worktree', 'add', '--quiet', '--detach', '{site}/ledger', LEDGER),
      git('-C', '{site}/ledger', 'rm', '-r', '--quiet', '.'),
      git('-C', '{site}/ledger', 'commit', '--quiet', '--allow-empty', '-m', 'Forget'),
      git('-C', '{site}/ledger', 'tag', 'forgets'),
    ],
    attempt: [git('update-ref', LEDGER, 'forgets')],
    ending: L3,
  },
  {
    name: 'ledger fetched over by force',
    attempt: [git('fetch', '.', `+{feat}:${LEDGER}`)],
    ending: L3,
  },
  {
    name: "ledger's file removed",
    attempt: [{ argv: ['rm', `{git}/${LEDGER}`] }],
    ending: AUDITED,
    note: 'every commit whose proof is gone is named',
  },
  {
    name: "ledger's file moved back",
    given: [git('tag', 'before', `${LEDGER}~2`)],
    attempt: [{ argv: ['cp', '{git}/refs/tags/before', `{git}/${LEDGER}`] }],
    ending: AUDITED,
  },
];
