import { resolve } from 'node:path';
import { refusal } from '../errors/storygate-error';
import { readRef } from '../git/refs';
import { LEDGER_REF, type LedgerView } from '../ledger/ledger';
import { readTrustedKeys } from '../ledger/signing-key';
import { requireBareRepository, type BareRepository } from './bare-repository';
import { judgeReceivedRef, type ReceiveProblem } from './judge-received-ref';
import { parseReceivedRefs, type ReceivedRef } from './received-ref';
import { readServerSettings, type ServerSettings } from './server-settings';

/*
 * What a guarded repository takes. Invariants:
 * - trunk goes forward only, from where it is, each commit attested under the policy and keys of its base;
 * - the ledger only grows, by attestations that a trusted key signed, so nobody else can fill or empty it;
 * - what a push brings is read from git's quarantine: pre-receive decides before any ref moves;
 * - trunk never stands where the stored ledger does not attest it. A push that is not atomic moves its refs one by one,
 *   so each transaction that moves trunk without the ledger is judged again, by the ledger as it is stored then.
 */

/** Whether one pushed ref may change. */
export type ReceiveVerdict =
  | { readonly kind: 'allowed'; readonly ref: string }
  | { readonly kind: 'refused'; readonly ref: string; readonly problem: ReceiveProblem };

/** Judges a push to a guarded repository, in git's pre-receive hook there. */
export async function checkReceive(folder: string, input: string): Promise<ReceiveVerdict[]> {
  const { server, settings } = await requireGuarded(folder);
  const git = server.git.with(quarantine());
  const received = parseReceivedRefs(input);
  const ledger = await openServerLedger({ ...server, git }, settings, received);
  const verdicts: ReceiveVerdict[] = [];
  for (const update of received) {
    verdicts.push(verdictOf(update, await judgeReceivedRef(update, settings, ledger)));
  }
  return verdicts;
}

/**
 * Judges changes of trunk that a push is about to make in a transaction without the ledger, in git's
 * reference-transaction hook there: pre-receive may have judged them by a ledger that is not stored yet.
 */
export async function checkTransaction(folder: string, input: string): Promise<ReceiveVerdict[]> {
  const { server, settings } = await requireGuarded(folder);
  const ledger = await openServerLedger(server, settings, []);
  const verdicts: ReceiveVerdict[] = [];
  for (const { ref, next } of parseReceivedRefs(input)) {
    // The old value is what is there: zeros mean "not specified" here, as in what `pack-refs` does.
    const update = { ref, old: await readRef(server.git, ref), next };
    const isTidying = next === null || next === update.old;
    const problem = isTidying ? null : await judgeReceivedRef(update, settings, ledger);
    verdicts.push(
      verdictOf(
        update,
        problem?.kind === 'unattested' ? { ...problem, kind: 'apart-from-proof' } : problem,
      ),
    );
  }
  return verdicts;
}

async function requireGuarded(
  folder: string,
): Promise<{ readonly server: BareRepository; readonly settings: ServerSettings }> {
  const server = await requireBareRepository(folder);
  const settings = await readServerSettings(server.git);
  if (settings === null) throw notSetUp(server);
  return { server, settings };
}

function verdictOf({ ref }: ReceivedRef, problem: ReceiveProblem | null): ReceiveVerdict {
  return problem === null ? { kind: 'allowed', ref } : { kind: 'refused', ref, problem };
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
  return { git, prefix, tips: tip === null ? [] : [tip], keys: readTrustedKeys(layout) };
}

function notSetUp({ path }: BareRepository) {
  return refusal({
    code: 'SERVER_NOT_SET_UP',
    message: `${path} was never set up as a guarded trunk`,
    hints: [`On the server, run \`storygate server init ${path}\`.`],
    facts: { path },
  });
}
