import { entries } from '../git/refs';
import type { Git } from '../git/git';
import { findAttestations, parseProofPath, type LedgerView } from '../ledger/ledger';
import type { CommitSha } from '../names/object-id';

/** Why a ledger may not become what a push makes of it. */
export type LedgerProblem =
  /** Something it said before would be gone, or say something else. */
  | { readonly kind: 'ledger-rewritten'; readonly paths: readonly string[] }
  /** Something that no trusted key signed would be in it. */
  | { readonly kind: 'ledger-unsigned'; readonly paths: readonly string[] };

/** Looks at what a ledger gained: nothing it said may change, and every new attestation must count on its base. */
export async function judgeLedgerGrowth(
  ledger: LedgerView,
  current: CommitSha | null,
  next: CommitSha,
): Promise<LedgerProblem | null> {
  const { git } = ledger;
  const { added, others } = await compareLedgers(git, current, next);
  if (others.length > 0) return { kind: 'ledger-rewritten', paths: others };
  const proofs = added.map((path) => ({ path, proof: parseProofPath(path) }));
  const known = proofs.flatMap(({ proof }) => (proof === null ? [] : [proof]));
  const answers = await findAttestations({ ...ledger, tips: [next] }, known);
  const unsigned = proofs.filter(
    ({ proof }) => proof === null || answers[known.indexOf(proof)]?.kind !== 'attested',
  );
  return unsigned.length === 0
    ? null
    : { kind: 'ledger-unsigned', paths: unsigned.map(({ path }) => path) };
}

/** The paths that one ledger has more than another, and those that differ in any other way. */
async function compareLedgers(
  git: Git,
  current: CommitSha | null,
  next: CommitSha,
): Promise<{ readonly added: readonly string[]; readonly others: readonly string[] }> {
  if (current === null) {
    return {
      added: entries(await git.run(['ls-tree', '-r', '-z', '--name-only', next])),
      others: [],
    };
  }
  const out = entries(
    await git.run(['diff-tree', '-r', '-z', '--no-renames', '--name-status', current, next]),
  );
  const [added, others]: [string[], string[]] = [[], []];
  for (let at = 0; at + 1 < out.length; at += 2) {
    (out[at] === 'A' ? added : others).push(out[at + 1] ?? '');
  }
  return { added, others };
}
