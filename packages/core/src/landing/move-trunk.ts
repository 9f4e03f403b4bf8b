import type { Candidate } from '../candidate/make-candidate';
import { internalError } from '../errors/storygate-error';
import type { Git } from '../git/git';
import { changeRefs, readRef } from '../git/refs';
import type { Envelope } from '../ledger/envelope';
import { makeLedgerCommits } from '../ledger/make-ledger-commits';
import { landingEntry } from '../ledger/landing-entry';
import { LEDGER_REF, remoteLedgerRef, type LedgerEntry } from '../ledger/ledger';
import type { CommitSha } from '../names/object-id';
import type { Trunk } from '../repository/trunk';
import { pushTrunk } from './remote-trunk';

/*
 * Trunk and the ledger that tells of the landing move in one transaction, so that the ledger knows of every landing and
 * of nothing else. Trunk is the first ref of it: a git that is killed between two refs leaves a landing untold, never a
 * landing that did not happen.
 */

/** A candidate that trunk moves over, with its proof. */
export interface ProvenCandidate {
  readonly candidate: Candidate;
  readonly envelope: Envelope;
}

/** Moves trunk from exactly the base of a chain to its last candidate. False when trunk is elsewhere by now. */
export function moveTrunk(
  git: Git,
  trunk: Trunk,
  chain: readonly ProvenCandidate[],
): Promise<boolean> {
  const { remote } = trunk;
  return remote === null
    ? moveLocalTrunk(git, trunk, chain)
    : moveRemoteTrunk(git, { ...trunk, remote }, chain);
}

/** The branch that people check out as trunk. */
export function localBranchOf({ branch }: Trunk): string {
  return `refs/heads/${branch}`;
}

/** What the ledger says of a chain that landed. */
export function landingEntries(chain: readonly ProvenCandidate[]): LedgerEntry[] {
  return chain.map(({ candidate, envelope }) => landingEntry(candidate, envelope));
}

/** Tries again when the ledger alone moved meanwhile. */
async function moveLocalTrunk(
  git: Git,
  { ref }: Trunk,
  chain: readonly ProvenCandidate[],
): Promise<boolean> {
  const { base, commit } = moveOver(chain);
  for (;;) {
    const ledgerBase = await readRef(git, LEDGER_REF);
    const ledger = await makeLedgerCommits(git, ledgerBase, landingEntries(chain));
    const changes = [
      { ref, old: base, next: commit },
      { ref: LEDGER_REF, old: ledgerBase, next: ledger },
    ];
    if (await changeRefs(git, changes, `storygate: land ${commit}`)) return true;
    if ((await readRef(git, ref)) !== base) return false;
  }
}

/** Pushes trunk and ledger; then the local branch follows, if it was where the remote's was. */
async function moveRemoteTrunk(
  git: Git,
  trunk: Trunk & { readonly remote: string },
  chain: readonly ProvenCandidate[],
): Promise<boolean> {
  const { remote, branch } = trunk;
  const { base, commit } = moveOver(chain);
  const ledgerBase = await readRef(git, remoteLedgerRef(remote));
  const ledger = await makeLedgerCommits(git, ledgerBase, landingEntries(chain));
  const pushed = await pushTrunk(git, { remote, branch, base, commit, ledgerBase, ledger });
  const local = localBranchOf(trunk);
  if (pushed && (await readRef(git, local)) === base) {
    await changeRefs(git, [{ ref: local, old: base, next: commit }], `storygate: land ${commit}`);
  }
  return pushed;
}

function moveOver(chain: readonly ProvenCandidate[]): { base: CommitSha; commit: CommitSha } {
  const [first, last] = [chain[0], chain.at(-1)];
  if (first === undefined || last === undefined)
    throw internalError('trunk moves over one candidate at least');
  return { base: first.candidate.base, commit: last.candidate.commit };
}
