import { findUnattested, type Unattested } from '../audit/find-unattested';
import { isAncestor, resolveCommit } from '../git/commits';
import type { Git } from '../git/git';
import { readRef } from '../git/refs';
import { LEDGER_REF, type LedgerView } from '../ledger/ledger';
import { readPolicy } from '../options/policy';
import { judgeLedgerGrowth, type LedgerProblem } from './judge-ledger-growth';
import type { ReceivedRef } from './received-ref';
import type { ServerSettings } from './server-settings';

/** Why a guarded ref may not become what a push makes of it. */
export type ReceiveProblem =
  | { readonly kind: 'deleted' }
  /** The pusher took the ref to be elsewhere. */
  | { readonly kind: 'stale' }
  /** It loses commits that are there. */
  | { readonly kind: 'rewound' }
  | { readonly kind: 'not-a-commit' }
  /** A name that a file system which ignores case takes for a guarded one. */
  | { readonly kind: 'lookalike'; readonly of: string }
  /** Trunk as it is, or as it would start, does not name the plugin: nobody could say what must hold. */
  | { readonly kind: 'unregistered' }
  /** Neither trunk's policy nor this server names a key. */
  | { readonly kind: 'no-keys' }
  | { readonly kind: 'unattested'; readonly commits: readonly Unattested[] }
  /** Its proof came with the push, but git would move trunk before it stores that. */
  | { readonly kind: 'apart-from-proof'; readonly commits: readonly Unattested[] }
  | LedgerProblem;

/** Says why a guarded ref may not become what a push makes of it; null when it may. */
export async function judgeReceivedRef(
  update: ReceivedRef,
  settings: ServerSettings,
  ledger: LedgerView,
): Promise<ReceiveProblem | null> {
  const { git } = ledger;
  const { ref, next } = update;
  const trunkRef = `refs/heads/${settings.trunk}`;
  if (ref !== trunkRef && ref !== LEDGER_REF) {
    const of = [trunkRef, LEDGER_REF].find((one) => one.toLowerCase() === ref.toLowerCase());
    return of === undefined ? null : { kind: 'lookalike', of };
  }
  if (next === null) return { kind: 'deleted' };
  if ((await resolveCommit(git, next)) !== next) return { kind: 'not-a-commit' };
  const current = await readRef(git, ref);
  if (current !== update.old) return { kind: 'stale' };
  if (current !== null && !(await isAncestor(git, current, next))) return { kind: 'rewound' };
  return ref === LEDGER_REF
    ? judgeLedgerGrowth(ledger, current, next)
    : judgeTrunk(git, { current, next }, settings, ledger);
}

async function judgeTrunk(
  git: Git,
  {
    current,
    next,
  }: { readonly current: ReceivedRef['old']; readonly next: NonNullable<ReceivedRef['next']> },
  { prefix }: ServerSettings,
  ledger: LedgerView,
): Promise<ReceiveProblem | null> {
  const policy = await readPolicy(git, current ?? next, prefix);
  if (!policy.registered) return { kind: 'unregistered' };
  if (current === null) return null;
  if (policy.options.merge.keys.length === 0 && ledger.keys.length === 0)
    return { kind: 'no-keys' };
  const { unattested } = await findUnattested(git, ledger, current, next);
  return unattested.length === 0 ? null : { kind: 'unattested', commits: unattested };
}
