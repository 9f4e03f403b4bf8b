import { createPublicKey } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleFromJSON } from '@sigstore/bundle';
import { toSignedEntity, Verifier } from '@sigstore/verify';
import { createRepository, run, type Repository as Sandbox } from '@storygate/testing';
import type { Attestation } from '../ledger/attestation';
import { preAuthEncoding, type Envelope } from '../ledger/envelope';
import { appendAttestation } from '../ledger/ledger';
import { sealProof } from '../ledger/seal-proof.fixture';
import { requireSigningKey } from '../ledger/signing-key';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import { requireRepository, type Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { auditTrunk } from './audit';
import { exportAttestations } from './export-attestations';

let sandbox: Sandbox;
let repository: Repository;
let folder: string;

beforeEach(async () => {
  sandbox = await createRepository({ 'nx.json': '{"plugins": ["@storygate/nx"]}' });
  repository = await requireRepository(sandbox.root);
  folder = join(sandbox.folder, 'new', 'export');
});

async function commit(subject: string): Promise<CommitSha> {
  return parseCommitSha(await sandbox.commit(subject, { 'a.txt': `${subject}\n` }));
}

async function prove(landed: CommitSha): Promise<CommitSha> {
  const { git, layout } = repository;
  const { landing, envelope } = await sealProof(git, landed, await requireSigningKey(git, layout));
  await appendAttestation(git, landing, envelope);
  return landed;
}

async function exportTrunk() {
  const trunk = await requireTrunk(repository);
  return exportAttestations(repository, trunk, await auditTrunk(repository, trunk), folder);
}

/** A bundle's only line. */
function readEnvelope(landed: CommitSha): Envelope {
  const text = readFileSync(join(folder, `${landed}.intoto.jsonl`), 'utf8');
  expect(text.split('\n')).toEqual([expect.stringMatching(/^\{/), '']);
  return JSON.parse(text) as Envelope;
}

/** Verifies an envelope as sigstore's reader does, with the public key that lies beside it; throws when it is not good. */
function verify(envelope: Envelope): void {
  const hint = envelope.signatures[0]?.keyid ?? '';
  const bundle = bundleFromJSON({
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { publicKey: { hint }, tlogEntries: [] },
    dsseEnvelope: envelope,
  });
  const verifier = new Verifier(
    {
      certificateAuthorities: [],
      timestampAuthorities: [],
      tlogs: [],
      ctlogs: [],
      publicKey: (keyid) => ({
        publicKey: createPublicKey(readFileSync(join(folder, 'keys', `${keyid}.pem`))),
        validFor: () => true,
      }),
    },
    { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 },
  );
  verifier.verify(toSignedEntity(bundle));
}

it('writes a bundle for each proven commit of trunk, that a reader of DSSE verifies with the keys beside', async () => {
  const one = await prove(await commit('One'));
  const sneaked = await commit('Sneaked in');
  const two = await prove(await commit('Two'));
  const { bundles, keys } = await exportTrunk();
  expect(bundles).toEqual([`${two}.intoto.jsonl`, `${one}.intoto.jsonl`]);
  expect(keys).toEqual([expect.stringMatching(/^keys\/[0-9a-f]{64}\.pem$/)]);
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual(
    ['keys', ...keys, ...bundles].sort(),
  );
  expect(bundles.join()).not.toContain(sneaked);

  for (const landed of [one, two]) verify(readEnvelope(landed));
  const { payload, ...rest } = readEnvelope(two);
  const forged = Buffer.from(payload, 'base64').toString().replace('passed', 'failed');
  expect(() => verify({ ...rest, payload: Buffer.from(`${forged} `).toString('base64') })).toThrow(
    'signature verification failed',
  );
});

it('states in them what the in-toto specification asks for', async () => {
  const landed = await prove(await commit('One'));
  await exportTrunk();
  const { payloadType, payload } = readEnvelope(landed);
  expect(payloadType).toBe('application/vnd.in-toto+json');
  const statement = JSON.parse(Buffer.from(payload, 'base64').toString()) as Attestation;
  expect(Object.keys(statement).sort()).toEqual(['_type', 'predicate', 'predicateType', 'subject']);
  expect(statement._type).toBe('https://in-toto.io/Statement/v1');
  expect(new URL(statement.predicateType).href).toBe(statement.predicateType);
  expect(statement.predicateType).toMatch(/:v1$/);
  // The algorithms' names for git's objects, in lowercase hex: in-toto's digest_set.md.
  expect(statement.subject).toEqual([
    {
      name: 'story/landed',
      digest: {
        gitCommit: landed,
        gitTree: await sandbox.git('rev-parse', `${landed}^{tree}`),
      },
    },
  ]);
});

it('writes what ssh-keygen verifies an SSH key’s signature with', async () => {
  const key = join(sandbox.folder, 'ssh-key');
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key], { cwd: sandbox.folder });
  await sandbox.git('config', 'storygate.signingKey', key);
  const landed = await prove(await commit('One'));
  const { keys } = await exportTrunk();
  expect(keys).toEqual([expect.stringMatching(/^keys\/SHA256-.*\.pub$/), 'keys/allowed_signers']);

  const { payloadType, payload, signatures } = readEnvelope(landed);
  const signature = join(sandbox.folder, 'signature');
  writeFileSync(signature, Buffer.from(signatures[0]?.sig ?? '', 'base64'));
  const verified = (input: string) =>
    run(
      'ssh-keygen',
      [
        ...['-Y', 'verify', '-I', 'storygate', '-n', 'storygate', '-s', signature],
        ...['-f', join(folder, 'keys', 'allowed_signers')],
      ],
      { cwd: sandbox.folder, input },
    );
  const message = preAuthEncoding(payloadType, Buffer.from(payload, 'base64')).toString();
  expect(await verified(message)).toMatchObject({ exitCode: 0 });
  expect((await verified(`${message} `)).exitCode).not.toBe(0);
});

it('writes nothing but the folder where the plugin is not on trunk', async () => {
  const plain = await createRepository({ 'nx.json': '{}' });
  repository = await requireRepository(plain.root);
  expect(await exportTrunk()).toEqual({ bundles: [], keys: [] });
  expect(readdirSync(folder)).toEqual(['keys']);
});
