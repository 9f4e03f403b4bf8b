import type { Git } from '../git/git';
import { readObjects } from '../git/commits';
import { parsePolicy, type Policy } from '../options/policy';
import { changeRefs, entries, lines, readRef } from '../git/refs';
import { parseCommitSha, parseTreeSha, type CommitSha, type TreeSha } from '../names/object-id';
import type { Layout } from '../repository/layout';
import { parseAttestation, type Attestation } from './attestation';
import { parseEnvelope, preAuthEncoding, type Envelope } from './envelope';
import { makeLedgerCommits, proofPath } from './make-ledger-commits';
import { readTrustedKeys } from './signing-key';
import { isSignedBy, parseTrustedKey, type TrustedKey } from './trusted-key';

/*
 * The ledger is a branch of its own: one commit for each attestation and for each landing, whose parent is the previous
 * one, and whose tree holds every attestation so far as <tree>/<base>.json. Invariants:
 * - it moves forward only, by compare-and-swap, so attestations that are made at the same time are all kept;
 * - an attestation is found by what it proves, the tree and the base, never by a name that someone can move.
 */

/** The ledger's ref. */
export const LEDGER_REF = 'refs/storygate/ledger';

/** What an attestation must be about. */
export interface Proof {
  readonly tree: TreeSha;
  readonly base: CommitSha;
}

/** What one commit of the ledger adds, and what its message says of it. */
export interface LedgerEntry {
  readonly proof: Proof;
  readonly envelope: Envelope;
  /** One line. */
  readonly message: string;
}

/** Why a commit is not proven, or the attestation that proves it. */
export type LedgerAnswer =
  | {
      readonly kind: 'attested';
      readonly attestation: Attestation;
      readonly envelope: Envelope;
      /** The trusted key that signed it. */
      readonly key: TrustedKey;
    }
  | { readonly kind: 'unattested'; readonly reason: string };

/** Where attestations are looked for, and whose signatures count where a policy names no keys. */
export interface LedgerView {
  readonly git: Git;
  /** The Nx workspace's folder inside a checkout. */
  readonly prefix: string;
  /** The local ledger's tip, and a remote's as last seen. */
  readonly tips: readonly CommitSha[];
  readonly keys: readonly TrustedKey[];
}

/** What is read of a repository to open its ledger. */
export interface LedgerPlace {
  readonly git: Git;
  readonly layout: Layout;
  readonly prefix: string;
}

/** The ledger as this clone sees it now. */
export async function openLedger(
  { git, layout, prefix }: LedgerPlace,
  remote: string | null,
): Promise<LedgerView> {
  const refs = remote === null ? [LEDGER_REF] : [remoteLedgerRef(remote), LEDGER_REF];
  const tips = await Promise.all(refs.map((ref) => readRef(git, ref)));
  const keys = readTrustedKeys(layout);
  return { git, prefix, tips: tips.filter((tip) => tip !== null), keys };
}

/** Where what was last seen of a remote's ledger is kept. */
export function remoteLedgerRef(remote: string): string {
  return `refs/storygate/remote/${remote}/ledger`;
}

/** Looks proofs up and verifies each under the policy of its base; the answers are in the order of the proofs. */
export async function findAttestations(
  ledger: LedgerView,
  proofs: readonly Proof[],
): Promise<LedgerAnswer[]> {
  const { git, tips, prefix } = ledger;
  const names = proofs.flatMap((proof) => [
    `${proof.base}:${prefix}nx.json`,
    ...tips.map((tip) => `${tip}:${proofPath(proof)}`),
  ]);
  const texts = await readObjects(git, names);
  const answers: LedgerAnswer[] = [];
  for (const [index, proof] of proofs.entries()) {
    const [nxJson = null, ...found] = texts.slice(
      index * (1 + tips.length),
      (index + 1) * (1 + tips.length),
    );
    answers.push(await judgeProof(ledger, proof, nxJson, found));
  }
  return answers;
}

/** Looks one proof up. */
export async function findAttestation(ledger: LedgerView, proof: Proof): Promise<LedgerAnswer> {
  const [answer] = await findAttestations(ledger, [proof]);
  return answer ?? NONE;
}

const NONE: LedgerAnswer = {
  kind: 'unattested',
  reason: 'the ledger has no attestation of this tree on this base',
};

async function judgeProof(
  ledger: LedgerView,
  proof: Proof,
  nxJson: string | null,
  found: readonly (string | null)[],
): Promise<LedgerAnswer> {
  let answer = NONE;
  for (const text of found) {
    if (text === null) continue;
    const policy = parsePolicy(nxJson, `nx.json at ${proof.base.slice(0, 10)}`);
    const named = policy.options.merge.keys.map(parseTrustedKey);
    answer = await readAttestation(text, named.length > 0 ? named : ledger.keys, proof, policy);
    if (answer.kind === 'attested') return answer;
  }
  return answer;
}

async function readAttestation(
  text: string,
  keys: readonly TrustedKey[],
  proof: Proof,
  policy: Policy,
): Promise<LedgerAnswer> {
  const unattested = (reason: string): LedgerAnswer => ({ kind: 'unattested', reason });
  const envelope = parseEnvelope(text);
  if (envelope === null) return unattested('its attestation is damaged');
  const payload = Buffer.from(envelope.payload, 'base64');
  const key = await findSigner(envelope, payload, keys);
  if (key === null) {
    return unattested('no key that may attest on its base signed its attestation');
  }
  const attestation = parseAttestation(payload.toString());
  const subject = attestation?.subject[0]?.digest;
  if (
    attestation === null ||
    subject?.gitTree !== proof.tree ||
    attestation.predicate.base !== proof.base
  ) {
    return unattested('its attestation speaks of another tree or base');
  }
  if (attestation.predicate.policy !== policy.digest) {
    return unattested('its attestation was made under another policy than its base states');
  }
  if (
    attestation.predicate.proof?.by === 'batch-tip' &&
    policy.options.merge.verify !== 'batch-tip'
  ) {
    return unattested('only the tip of its batch was gated, and its base asks for every commit');
  }
  return { kind: 'attested', attestation, envelope, key };
}

async function findSigner(
  envelope: Envelope,
  payload: Buffer,
  keys: readonly TrustedKey[],
): Promise<TrustedKey | null> {
  const message = preAuthEncoding(envelope.payloadType, payload);
  for (const { keyid, sig } of envelope.signatures) {
    const key = keys.find(({ id }) => id === keyid);
    if (key !== undefined && (await isSignedBy(key, message, Buffer.from(sig, 'base64'))))
      return key;
  }
  return null;
}

/** What a commit of the ledger says when a candidate was proven. */
export function attestedEntry(proof: Proof, envelope: Envelope): LedgerEntry {
  return { proof, envelope, message: `Attest ${proof.tree} on ${proof.base}` };
}

/** Appends an attestation to the local ledger. */
export function appendAttestation(git: Git, proof: Proof, envelope: Envelope): Promise<CommitSha> {
  return appendEntries(git, [attestedEntry(proof, envelope)]);
}

/** Appends to the local ledger, all or nothing, again and again until no other process got in between. */
export async function appendEntries(git: Git, entries: readonly LedgerEntry[]): Promise<CommitSha> {
  for (;;) {
    const tip = await readRef(git, LEDGER_REF);
    const next = await makeLedgerCommits(git, tip, entries);
    if (await changeRefs(git, [{ ref: LEDGER_REF, old: tip, next }], 'storygate: attest'))
      return next;
  }
}

/** Every proof the ledger holds at `tip`. */
export async function listProofs(git: Git, tip: CommitSha): Promise<string[]> {
  return lines(await git.run(['ls-tree', '-r', '--name-only', tip]));
}

/** The proofs that one state of the ledger holds and a later one does not. */
export async function findForgotten(
  git: Git,
  before: CommitSha,
  after: CommitSha,
): Promise<string[]> {
  const deleted = ['-r', '-z', '--no-renames', '--diff-filter=D', '--name-only'];
  return entries(await git.run(['diff-tree', ...deleted, before, after]));
}

/** What an attestation at this path of a ledger's tree proves; null for a path that is none. */
export function parseProofPath(path: string): Proof | null {
  const [, tree, base] =
    /^([0-9a-f]{40}|[0-9a-f]{64})\/([0-9a-f]{40}|[0-9a-f]{64})\.json$/.exec(path) ?? [];
  if (tree === undefined || base === undefined) return null;
  return { tree: parseTreeSha(tree), base: parseCommitSha(base) };
}
