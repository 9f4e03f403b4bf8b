import type { KeyObject } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Git } from '../git/git';
import { readFileAt } from '../git/commits';
import { changeRefs, lines, readRef } from '../git/refs';
import { parseCommitSha, type CommitSha, type TreeSha } from '../names/object-id';
import type { Layout } from '../repository/layout';
import { parseAttestation, type Attestation } from './attestation';
import { parseEnvelope, preAuthEncoding, type Envelope } from './envelope';
import { isSignedBy, readTrustedKeys } from './signing-key';

/*
 * The ledger is a branch of its own: one commit for each attestation, whose parent is the previous one, and whose tree
 * holds every attestation so far as <tree>/<base>.json. Invariants:
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

/** Why a commit is not proven, or the attestation that proves it. */
export type LedgerAnswer =
  | { readonly kind: 'attested'; readonly attestation: Attestation; readonly envelope: Envelope }
  | { readonly kind: 'unattested'; readonly reason: string };

/** Where attestations are looked for, and whose signatures count. */
export interface LedgerView {
  readonly git: Git;
  /** The local ledger's tip, and a remote's as last seen. */
  readonly tips: readonly CommitSha[];
  readonly keys: ReadonlyMap<string, KeyObject>;
}

/** The ledger as this clone sees it now. */
export async function openLedger(
  git: Git,
  layout: Layout,
  remote: string | null,
): Promise<LedgerView> {
  const refs = remote === null ? [LEDGER_REF] : [remoteLedgerRef(remote), LEDGER_REF];
  const tips = await Promise.all(refs.map((ref) => readRef(git, ref)));
  return { git, tips: tips.filter((tip) => tip !== null), keys: await readTrustedKeys(layout) };
}

/** Where what was last seen of a remote's ledger is kept. */
export function remoteLedgerRef(remote: string): string {
  return `refs/storygate/remote/${remote}/ledger`;
}

/** Looks a proof up and verifies it. */
export async function findAttestation(ledger: LedgerView, proof: Proof): Promise<LedgerAnswer> {
  let reason = 'the ledger has no attestation of this tree on this base';
  for (const tip of ledger.tips) {
    const text = await readFileAt(ledger.git, tip, pathOf(proof));
    if (text === null) continue;
    const answer = readAttestation(text, ledger.keys, proof);
    if (answer.kind === 'attested') return answer;
    reason = answer.reason;
  }
  return { kind: 'unattested', reason };
}

function readAttestation(
  text: string,
  keys: ReadonlyMap<string, KeyObject>,
  proof: Proof,
): LedgerAnswer {
  const envelope = parseEnvelope(text);
  if (envelope === null) return { kind: 'unattested', reason: 'its attestation is damaged' };
  const payload = Buffer.from(envelope.payload, 'base64');
  const message = preAuthEncoding(envelope.payloadType, payload);
  const signed = envelope.signatures.some(({ keyid, sig }) =>
    isSignedBy(keys, keyid, message, Buffer.from(sig, 'base64')),
  );
  if (!signed) return { kind: 'unattested', reason: 'no trusted key signed its attestation' };
  const attestation = parseAttestation(payload.toString());
  const subject = attestation?.subject[0]?.digest;
  if (
    attestation === null ||
    subject?.gitTree !== proof.tree ||
    attestation.predicate.base !== proof.base
  ) {
    return { kind: 'unattested', reason: 'its attestation speaks of another tree or base' };
  }
  return { kind: 'attested', attestation, envelope };
}

/** Makes the ledger commit that follows `tip` and holds one more attestation; moves no ref. */
export async function makeLedgerCommit(
  git: Git,
  tip: CommitSha | null,
  proof: Proof,
  envelope: Envelope,
): Promise<CommitSha> {
  const folder = await mkdtemp(join(tmpdir(), 'storygate-ledger-'));
  try {
    const index = git.with({ GIT_INDEX_FILE: join(folder, 'index') });
    await index.run(tip === null ? ['read-tree', '--empty'] : ['read-tree', tip]);
    const blob = await index.line(['hash-object', '-w', '--stdin'], {
      input: `${JSON.stringify(envelope)}\n`,
    });
    await index.run(['update-index', '--add', '--cacheinfo', `100644,${blob},${pathOf(proof)}`]);
    const tree = await index.line(['write-tree']);
    const parent = tip === null ? [] : ['-p', tip];
    const message = `Attest ${proof.tree} on ${proof.base}\n`;
    return parseCommitSha(
      await git.with(AUTHOR).line(['commit-tree', tree, ...parent], { input: message }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const AUTHOR = {
  GIT_AUTHOR_NAME: 'Storygate',
  GIT_AUTHOR_EMAIL: 'storygate@localhost',
  GIT_COMMITTER_NAME: 'Storygate',
  GIT_COMMITTER_EMAIL: 'storygate@localhost',
};

/** Appends an attestation to the local ledger, again and again until no other process got in between. */
export async function appendAttestation(
  git: Git,
  proof: Proof,
  envelope: Envelope,
): Promise<CommitSha> {
  for (;;) {
    const tip = await readRef(git, LEDGER_REF);
    const next = await makeLedgerCommit(git, tip, proof, envelope);
    if (await changeRefs(git, [{ ref: LEDGER_REF, old: tip, next }], 'storygate: attest'))
      return next;
  }
}

/** Every proof the ledger holds at `tip`. */
export async function listProofs(git: Git, tip: CommitSha): Promise<string[]> {
  return lines(await git.run(['ls-tree', '-r', '--name-only', tip]));
}

function pathOf({ tree, base }: Proof): string {
  return `${tree}/${base}.json`;
}
