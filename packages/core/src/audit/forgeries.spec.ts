import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, must, type Repository as Sandbox } from '@storygate/testing';
import { Git } from '../git/git';
import type { Envelope } from '../ledger/envelope';
import { appendAttestation, LEDGER_REF, type Proof } from '../ledger/ledger';
import { sealProof } from '../ledger/seal-proof.fixture';
import type { SigningKey } from '../ledger/signing-key';
import { ed25519Key, formatEd25519Key, parseTrustedKey } from '../ledger/trusted-key';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import { checkRefUpdates } from '../protection/check-ref-updates';
import { requireRepository, type Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { checkReceive } from '../server/check-receive';
import { writeServerSettings } from '../server/server-settings';
import { auditTrunk } from './audit';

/*
 * Each forgery is refused wherever trunk advances (by git's hook of a clone, and by that of a server), and named by the
 * audit when trunk was moved past both.
 */

const MAIN = 'refs/heads/main';
const ZERO = '0'.repeat(40);
const UNSIGNED = 'no key that may attest on its base signed its attestation';
const ABSENT = 'the ledger has no attestation of this tree on this base';

let sandbox: Sandbox;
let repository: Repository;
/** Keys that trunk's policy names, one of each kind. */
let trusted: SigningKey;
let ssh: (namespace: string) => SigningKey;

beforeEach(async () => {
  sandbox = await createRepository({ 'nx.json': '{}' });
  trusted = newKey();
  ssh = await newSshKey();
  await sandbox.commit('Name the keys', policy(trusted, ssh('storygate')));
  await sandbox.git('checkout', '--quiet', '--detach');
  repository = await requireRepository(sandbox.root);
});

function newKey(): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { id } = ed25519Key(publicKey);
  return {
    publicKey: formatEd25519Key(publicKey),
    sign: (message) =>
      Promise.resolve({ keyid: id, sig: sign(null, message, privateKey).toString('base64') }),
  };
}

/** An SSH key that signs for the purpose that it is asked for. */
async function newSshKey(): Promise<typeof ssh> {
  const file = join(sandbox.folder, 'ssh-key');
  await must('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file], { cwd: sandbox.folder });
  const publicKey = readFileSync(`${file}.pub`, 'utf8').trim();
  return (namespace) => ({
    publicKey,
    sign: async (message) => {
      writeFileSync(`${file}.message`, message);
      const args = ['-Y', 'sign', '-f', file, '-n', namespace, `${file}.message`];
      await must('ssh-keygen', ['-q', ...args], { cwd: sandbox.folder });
      const sig = readFileSync(`${file}.message.sig`).toString('base64');
      await must('rm', [`${file}.message.sig`], { cwd: sandbox.folder });
      return { keyid: parseTrustedKey(publicKey).id, sig };
    },
  });
}

function policy(...keys: SigningKey[]): Record<string, string> {
  const options = { merge: { keys: keys.map(({ publicKey }) => publicKey) } };
  return { 'nx.json': JSON.stringify({ plugins: [{ plugin: '@storygate/nx', options }] }) };
}

async function commit(
  subject: string,
  files: Readonly<Record<string, string>> = { 'a.txt': subject },
): Promise<CommitSha> {
  return parseCommitSha(await sandbox.commit(subject, files));
}

const seal = (of: CommitSha, key: SigningKey) => sealProof(repository.git, of, key);
const append = (proof: Proof, envelope: Envelope) =>
  appendAttestation(repository.git, proof, envelope);

async function prove(of: CommitSha, key: SigningKey): Promise<void> {
  const { landing, envelope } = await seal(of, key);
  await append(landing, envelope);
}

/** What git's hook of this clone says when trunk is about to go to a commit. */
async function askClone(next: CommitSha) {
  const old = await sandbox.git('rev-parse', MAIN);
  const [answer] = await checkRefUpdates(repository, `${old} ${next} ${MAIN}\n`);
  return answer?.verdict;
}

/** What a server says to a push of trunk and of this clone's ledger, whose trunk and ledger are these. */
async function askServer(next: CommitSha, ledger: string | null = null) {
  const bare = join(sandbox.folder, 'server.git');
  await sandbox.git('clone', '--quiet', '--bare', '.', bare);
  const git = new Git(bare);
  await sandbox.git('push', '--quiet', bare, `${next}:refs/heads/story/next`);
  await sandbox.git('push', '--quiet', bare, `${LEDGER_REF}:refs/heads/story/ledger`);
  if (ledger !== null) {
    await sandbox.git('push', '--quiet', bare, `${ledger}:${LEDGER_REF}`);
  }
  await writeServerSettings(git, { trunk: 'main', prefix: '' }, join(bare, 'hooks'));
  const pushed = await sandbox.git('rev-parse', LEDGER_REF);
  const base = await git.line(['rev-parse', MAIN]);
  const lines = [`${base} ${next} ${MAIN}`, `${ledger ?? ZERO} ${pushed} ${LEDGER_REF}`];
  const verdicts = await checkReceive(bare, lines.map((line) => `${line}\n`).join(''));
  return verdicts.map((one) => (one.kind === 'allowed' ? 'allowed' : one.problem.kind));
}

/** What the audit names after trunk went to a commit past every hook. */
async function auditAt(next: CommitSha) {
  await sandbox.git('update-ref', MAIN, next);
  const { unattested } = await auditTrunk(repository, await requireTrunk(repository));
  return unattested.map(({ commit: id, reason }) => ({ commit: id, reason }));
}

async function expectUnproven(next: CommitSha, reason: string): Promise<void> {
  const problem = { commit: next, reason };
  expect(await askClone(next)).toMatchObject({
    kind: 'refused',
    move: { kind: 'forward', unattested: [problem] },
  });
  expect(await askServer(next)).toEqual(['unattested', 'ledger-unsigned']);
  expect(await auditAt(next)).toEqual([problem]);
}

it.each([
  ['an ed25519 key', () => trusted],
  ['an SSH key', () => ssh('storygate')],
])('believes %s that the policy at the base names', async (_, key) => {
  const next = await commit('Next');
  await prove(next, key());
  expect(await askClone(next)).toEqual({ kind: 'allowed' });
  expect(await askServer(next)).toEqual(['allowed', 'allowed']);
  expect(await auditAt(next)).toEqual([]);
});

describe('refuses and names', () => {
  it('a tampered payload', async () => {
    const next = await commit('Next');
    const { landing, envelope } = await seal(next, trusted);
    const text = Buffer.from(envelope.payload, 'base64').toString();
    const forged = text.replace('"story":"landed"', '"story":"forged"');
    expect(forged).not.toBe(text);
    await append(landing, { ...envelope, payload: Buffer.from(forged).toString('base64') });
    await expectUnproven(next, UNSIGNED);
  });

  it('a wrong key', async () => {
    const next = await commit('Next');
    await prove(next, newKey());
    await expectUnproven(next, UNSIGNED);
  });

  it('a wrong key under the name of a right one', async () => {
    const next = await commit('Next');
    const forger: SigningKey = {
      publicKey: '',
      sign: async (message) => ({
        ...(await newKey().sign(message)),
        keyid: parseTrustedKey(trusted.publicKey).id,
      }),
    };
    await prove(next, forger);
    await expectUnproven(next, UNSIGNED);
  });

  it('a signature that an SSH key made for another purpose', async () => {
    const next = await commit('Next');
    await prove(next, ssh('git'));
    await expectUnproven(next, UNSIGNED);
  });

  it('a replay: what was proven on another base', async () => {
    const elsewhere = await commit('Elsewhere', { 'b.txt': '1' });
    const there = await commit('The tree', { 'a.txt': 'proven there' });
    const { envelope } = await seal(there, trusted);
    await sandbox.git('checkout', '--quiet', 'main');
    await sandbox.git('checkout', '--quiet', '--detach');
    const tree = await sandbox.git('rev-parse', `${there}^{tree}`);
    const made = await sandbox.git('commit-tree', tree, '-p', 'main', '-m', 'Replayed');
    const next = parseCommitSha(made);
    const { landing } = await seal(next, trusted);
    expect(landing.base).not.toBe(elsewhere);
    await append(landing, envelope);
    await expectUnproven(next, 'its attestation speaks of another tree or base');
  });

  it('a revoked key, but not what it had attested before', async () => {
    const revocation = await commit('Revoke', policy(ssh('storygate')));
    await prove(revocation, trusted);
    expect(await askClone(revocation)).toEqual({ kind: 'allowed' });
    expect(await auditAt(revocation)).toEqual([]);
    const next = await commit('Next');
    await prove(next, trusted);
    await expectUnproven(next, UNSIGNED);
  });

  describe('a ledger', () => {
    let landed: CommitSha;
    let whole: string;
    beforeEach(async () => {
      landed = await commit('Landed');
      await prove(landed, trusted);
      await sandbox.git('update-ref', MAIN, landed);
      await prove(await commit('Next'), trusted);
      whole = await sandbox.git('rev-parse', LEDGER_REF);
    });

    it.each([
      ['truncated', () => sandbox.git('rev-parse', `${LEDGER_REF}~1`)],
      [
        'rewritten',
        async () => {
          const { landing, envelope } = await seal(landed, newKey());
          await sandbox.git('update-ref', LEDGER_REF, `${LEDGER_REF}~1`);
          const other = await append(landing, envelope);
          await sandbox.git('update-ref', LEDGER_REF, whole);
          return other;
        },
      ],
      ['begun anew', () => sandbox.git('commit-tree', 'HEAD^{tree}', '-m', 'Anew')],
    ])('%s', async (how, make) => {
      const forged = await make();
      const [answer] = await checkRefUpdates(repository, `${whole} ${forged} ${LEDGER_REF}\n`);
      expect(answer?.verdict).toMatchObject({ kind: 'refused', move: { kind: 'rewound' } });

      await sandbox.git('update-ref', LEDGER_REF, forged);
      const next = parseCommitSha(await sandbox.git('rev-parse', 'HEAD'));
      expect(await askClone(next)).toMatchObject({ kind: 'refused' });
      expect(await askServer(next, whole)).toEqual(['unattested', 'rewound']);
      const named = (await auditAt(next)).map(({ commit: id }) => id);
      expect(named).toEqual(how === 'truncated' ? [next] : [next, landed]);
    });

    it('that forgets in a commit on top', async () => {
      const empty = await sandbox.git('commit-tree', 'HEAD^{tree}', '-p', whole, '-m', 'Forget');
      const [answer] = await checkRefUpdates(repository, `${whole} ${empty} ${LEDGER_REF}\n`);
      expect(answer?.verdict).toMatchObject({ kind: 'refused', move: { kind: 'forgets' } });
      await sandbox.git('update-ref', LEDGER_REF, empty);
      const next = parseCommitSha(await sandbox.git('rev-parse', 'HEAD'));
      expect(await askClone(next)).toMatchObject({ kind: 'refused' });
      expect(await askServer(next, whole)).toEqual(['unattested', 'ledger-rewritten']);
      expect(await auditAt(next)).toEqual([
        { commit: next, reason: ABSENT },
        { commit: landed, reason: ABSENT },
      ]);
    });
  });
});
