import { join } from 'node:path';
import { createRepository, type Repository as Sandbox } from '@storygate/testing';
import type { Candidate } from '../candidate/make-candidate';
import type { EndedEntry } from '../landing/queue-source';
import { auditTrunk } from '../audit/audit';
import { Git } from '../git/git';
import { readRef } from '../git/refs';
import { publishApproval } from '../landing/approve-story';
import { candidateOf } from '../landing/candidate-of';
import { publishProofs } from '../landing/publish-proofs';
import { fetchTrunk } from '../landing/remote-trunk';
import { appendAttestation, attestedEntry, findAttestation, openLedger } from '../ledger/ledger';
import { sealProof } from '../ledger/seal-proof.fixture';
import { requireSigningKey, type SigningKey } from '../ledger/signing-key';
import { parseCommitSha } from '../names/object-id';
import { parseStoryId } from '../names/story-id';
import { queueStories } from '../queue/queue-stories';
import { requireRepository, type Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { newKey, writeProgram } from '../server/guarded-server.fixture';
import { initServer } from '../server/init-server';
import { runQueue } from './run-queue';
import { requireRunnerClone } from './runner-clone';

const STORY = parseStoryId('govern');
const TRUNK = { remote: 'origin', branch: 'main' };
const APPROVED = {
  differences: [{ kind: 'path', path: 'nx.json', change: 'modified' }],
  approval: { by: 'The Director <director@acme.invalid>', at: '2026-01-01T00:00:00.000Z' },
} as const;
const quiet = () => undefined;

let sandbox: Sandbox;
let bare: string;
let director: Repository;
let key: SigningKey;
let candidate: Candidate;

/** A guarded trunk that believes the director's key, and a story that changes what governs gates. */
beforeEach(async () => {
  sandbox = await createRepository({ 'nx.json': '{}' });
  director = await requireRepository(sandbox.root);
  key = await requireSigningKey(director.git, director.layout);
  await commitNxJson('Register');
  bare = join(sandbox.folder, 'trunk.git');
  await sandbox.git('clone', '--quiet', '--bare', '.', bare);
  await sandbox.git('remote', 'add', 'origin', bare);
  await initServer({
    repository: bare,
    trunk: 'main',
    prefix: '',
    keyFiles: [],
    node: process.execPath,
    program: writeProgram(),
  });
  await sandbox.git('checkout', '--quiet', '-b', `story/${STORY}`);
  await commitNxJson('Cache tests', { targetDefaults: { test: { cache: true } } });
  await fetchTrunk(director.git, TRUNK);
  candidate = await candidateNow();
});

async function commitNxJson(subject: string, more: object = {}): Promise<void> {
  const options = { trunk: { remote: 'origin' }, merge: { keys: [key.publicKey] } };
  const plugins = [{ plugin: '@storygate/nx', options }];
  await sandbox.commit(subject, { 'nx.json': JSON.stringify({ plugins, ...more }) });
}

async function candidateNow(): Promise<Candidate> {
  const head = parseCommitSha(await sandbox.git('rev-parse', 'HEAD'));
  const trunk = await requireTrunk(director);
  const made = await candidateOf(director, trunk, { id: STORY, head, strategy: null });
  if (made.kind !== 'candidate') throw new Error(`it is ${made.kind}`);
  return made;
}

/** What `approve` leaves in the ledger once the gate was green. */
async function approve(by: SigningKey = key) {
  const { envelope } = await sealProof(director.git, candidate.commit, by, APPROVED);
  await appendAttestation(director.git, candidate, envelope);
  return attestedEntry(candidate, envelope);
}

const there = (ref: string) => readRef(new Git(bare), ref);

it('lands on a guarded trunk by a runner that gates nothing, with the director’s approval', async () => {
  await approve();
  expect(await publishApproval(director, candidate)).toBe(true);
  const ledger = await there('refs/storygate/ledger');
  expect(await publishApproval(director, candidate)).toBe(true);
  expect(await there('refs/storygate/ledger')).toBe(ledger);
  await queueStories(director, { stories: [STORY], strategy: null, priority: null }, quiet);

  const place = { remote: bare, directory: join(sandbox.folder, 'runner'), prefix: '' };
  const runner = await requireRunnerClone(place, quiet);
  const ended: EndedEntry[] = [];
  expect(await runQueue(runner, 'origin', quiet, (one) => ended.push(one))).toBeNull();
  expect(ended.map(({ result, published }) => [result.outcome, published])).toEqual([
    ['merged', true],
  ]);
  const landed = await there('refs/heads/main');
  expect(await new Git(bare).line(['rev-parse', `${landed}^{tree}`])).toBe(candidate.tree);

  await fetchTrunk(director.git, TRUNK);
  const trunk = await requireTrunk(director);
  expect(await auditTrunk(director, trunk)).toMatchObject({ checked: 1, unattested: [], lost: [] });
  const proof = await findAttestation(await openLedger(runner, 'origin'), candidate);
  const { differences: governing, approval } = APPROVED;
  expect(proof).toMatchObject({ attestation: { predicate: { governing, approval } } });
});

it('says that an approval by a key that trunk does not name counts for nothing', async () => {
  await approve(newKey());
  await expect(publishApproval(director, candidate)).rejects.toMatchObject({
    code: 'APPROVAL_NOT_COUNTED',
    facts: { publicKey: key.publicKey },
  });
  expect(await there('refs/storygate/ledger')).toBeNull();
});

it('is published though others add to the ledger meanwhile', async () => {
  const own = await approve();
  const other = parseCommitSha(await sandbox.commit('Another', { b: 'b' }));
  await sandbox.git('push', '--quiet', 'origin', 'HEAD:refs/heads/story/another');
  const { landing, envelope } = await sealProof(director.git, other, key);
  await publishProofs(director.git, TRUNK, [attestedEntry(landing, envelope)]);
  await sandbox.git('update-ref', '-d', 'refs/storygate/remote/origin/ledger');
  await publishProofs(director.git, TRUNK, [own]);
  const out = await new Git(bare).run(['log', '--format=%s', 'refs/storygate/ledger']);
  expect(out.trim().split('\n')).toEqual([
    own.message,
    expect.stringContaining(`Attest ${landing.tree}`),
  ]);
});

it('is refused by a server that does not believe the key, with what to do', async () => {
  const entry = await approve(newKey());
  await expect(publishProofs(director.git, TRUNK, [entry])).rejects.toMatchObject({
    kind: 'refusal',
    code: 'REMOTE_REFUSED',
    hints: [expect.stringContaining('options.merge.keys')],
  });
  expect(await there('refs/storygate/ledger')).toBeNull();
});

it('is for its own clone alone where trunk names no keys', async () => {
  const plain = await createRepository({ 'nx.json': '{ "plugins": ["@storygate/nx"] }' });
  const repository = await requireRepository(plain.root);
  const commit = parseCommitSha(await plain.commit('Story', { a: 'a' }));
  const own = await requireSigningKey(repository.git, repository.layout);
  const { landing, envelope } = await sealProof(repository.git, commit, own);
  await appendAttestation(repository.git, landing, envelope);
  expect(await publishApproval(repository, landing)).toBe(false);
});
