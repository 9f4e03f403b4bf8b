import { resolve } from 'node:path';
import { findUnattested, type Unattested } from '../audit/find-unattested';
import { refusal } from '../errors/storygate-error';
import { isAncestor, resolveCommit } from '../git/commits';
import type { Git } from '../git/git';
import { readRef } from '../git/refs';
import { LEDGER_REF, type LedgerView } from '../ledger/ledger';
import { readTrustedKeys } from '../ledger/signing-key';
import { readPolicy } from '../options/policy';
import { requireBareRepository, type BareRepository } from './bare-repository';
import { judgeLedgerGrowth, type LedgerProblem } from './judge-ledger-growth';
import { parseReceivedRefs, type ReceivedRef } from './received-ref';
import { readServerSettings, type ServerSettings } from './server-settings';

/*
 * What a guarded repository takes. Invariants:
 * - trunk goes forward only, from where it is, each commit attested under the policy and keys of its base;
 * - the ledger only grows, by attestations that a trusted key signed, so nobody else can fill or empty it;
 * - what a push brings is read from git's quarantine, and a push is taken whole or not at all: pre-receive decides
 *   before any ref moves.
 */

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
  | LedgerProblem;

/** Whether one pushed ref may change. */
export type ReceiveVerdict =
  | { readonly kind: 'allowed'; readonly ref: string }
  | { readonly kind: 'refused'; readonly ref: string; readonly problem: ReceiveProblem };

/** Judges a push to a guarded repository, in git's pre-receive hook there. */
export async function checkReceive(folder: string, input: string): Promise<ReceiveVerdict[]> {
  const server = await requireBareRepository(folder);
  const settings = await readServerSettings(server.git);
  if (settings === null) throw notSetUp(server);
  const git = server.git.with(quarantine());
  const received = parseReceivedRefs(input);
  const ledger = await openServerLedger({ ...server, git }, settings, received);
  const verdicts: ReceiveVerdict[] = [];
  for (const update of received) {
    const problem = await findProblem(update, settings, ledger);
    verdicts.push(
      problem === null
        ? { kind: 'allowed', ref: update.ref }
        : { kind: 'refused', ref: update.ref, problem },
    );
  }
  return verdicts;
}

/** Where git keeps the objects of a push until its hook agreed (git-receive-pack(1), quarantine environment). */
function quarantine(): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of ['GIT_QUARANTINE_PATH', 'GIT_OBJECT_DIRECTORY']) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = resolve(value);
  }
  const alternates = process.env['GIT_ALTERNATE_OBJECT_DIRECTORIES'];
  if (alternates !== undefined) environment['GIT_ALTERNATE_OBJECT_DIRECTORIES'] = alternates;
  return environment;
}

/** The ledger as it would be after the push. */
async function openServerLedger(
  { git, layout }: BareRepository,
  { prefix }: ServerSettings,
  received: readonly ReceivedRef[],
): Promise<LedgerView> {
  const pushed = received.find(({ ref }) => ref === LEDGER_REF);
  const tip = pushed === undefined ? await readRef(git, LEDGER_REF) : pushed.next;
  return { git, prefix, tips: tip === null ? [] : [tip], keys: await readTrustedKeys(layout) };
}

async function findProblem(
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

function notSetUp({ path }: BareRepository) {
  return refusal({
    code: 'SERVER_NOT_SET_UP',
    message: `${path} was never set up as a guarded trunk`,
    hints: [`On the server, run \`storygate server init ${path}\`.`],
    facts: { path },
  });
}
