import type { Git } from '../git/git';
import { lines } from '../git/refs';
import { readLandings, type Landing } from '../ledger/landing-entry';
import type { LedgerView, Proof } from '../ledger/ledger';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import type { Trunk } from '../repository/trunk';
import { walkFirstParents } from './walk-first-parents';

/** A commit that trunk had once and has not now. */
export interface GoneCommit {
  readonly commit: CommitSha;
  /** null: the commit itself is not in this repository. */
  readonly subject: string | null;
  /** null: it has no parent, so nothing could prove it. */
  readonly proof: Proof | null;
  /** Who tells that trunk had it: the ledger in every clone, or the reflog of this one. */
  readonly toldBy: 'ledger' | 'reflog';
}

/**
 * Reads what trunk had once and has not now, the newest first: by the landings that the ledger tells of, and by the
 * reflog, which also has the moves that no landing made, for as long as git keeps them.
 */
export async function readGoneCommits(
  git: Git,
  trunk: Trunk,
  ledger: LedgerView,
): Promise<GoneCommit[]> {
  const landings = await readLandings(ledger);
  const isMissing = await askMissing(git, landings);
  const present = landings.filter((landing) => !isMissing(landing)).map(({ commit }) => commit);
  const tips = [...new Set([...present, ...(await readReflog(git, trunk.ref))])];
  const walked = await walkFirstParents(git, tips, trunk.commit);
  const landed = new Set(present);
  return [
    ...landings.filter(isMissing).map(({ commit, ...proof }): GoneCommit => ({
      commit,
      subject: null,
      proof,
      toldBy: 'ledger',
    })),
    ...walked.map((one): GoneCommit => ({
      ...one,
      toldBy: landed.has(one.commit) ? 'ledger' : 'reflog',
    })),
  ];
}

/** Where a ref stood, as far as git kept it. */
async function readReflog(git: Git, ref: string): Promise<CommitSha[]> {
  const out = await git.run(['reflog', 'show', '--no-show-signature', '--format=%H', ref, '--']);
  return lines(out).map(parseCommitSha);
}

/** Tells landings whose commits are not in this repository: its trunk, which is there as a whole, can't hold them. */
async function askMissing(
  git: Git,
  landings: readonly Landing[],
): Promise<(landing: Landing) => boolean> {
  if (landings.length === 0) return () => false;
  const input = landings.map(({ commit }) => `${commit}\n`).join('');
  const answers = lines(await git.run(['cat-file', '--batch-check'], { input }));
  const missing = new Set(landings.filter((_, at) => answers[at]?.endsWith(' missing')));
  return (landing) => missing.has(landing);
}
