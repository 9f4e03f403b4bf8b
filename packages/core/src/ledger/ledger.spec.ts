import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, run, sourceScript, type Repository } from '@storygate/testing';
import type { GateRun } from '../gate/run-record';
import { Git } from '../git/git';
import { readRef } from '../git/refs';
import { parseCommitSha, parseTreeSha } from '../names/object-id';
import { parsePolicy } from '../options/policy';
import { layoutOf, type Layout } from '../repository/layout';
import { attest } from './attestation';
import { sealStatement, type Envelope } from './envelope';
import {
  appendAttestation,
  attestedEntry,
  findAttestation,
  LEDGER_REF,
  listProofs,
  openLedger,
  type Proof,
} from './ledger';
import { makeLedgerCommits } from './make-ledger-commits';
import { requireSigningKey } from './signing-key';
import { formatEd25519Key, isSignedBy, parseTrustedKey } from './trusted-key';

const UNSIGNED = 'no key that may attest on its base signed its attestation';

let repository: Repository;
let git: Git;
let layout: Layout;
const PROOF: Proof = {
  tree: parseTreeSha('d'.repeat(40)),
  base: parseCommitSha('b'.repeat(40)),
};

beforeEach(async () => {
  repository = await createRepository();
  git = new Git(repository.root);
  layout = layoutOf(join(repository.root, '.git'));
});

function statement({ tree, base }: Proof): object {
  const passed: GateRun = {
    version: 1,
    number: 1,
    story: 'login',
    kind: 'gate',
    subject: 'candidate',
    commit: 'c'.repeat(40),
    tree,
    base,
    policy: parsePolicy(null, '').digest,
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: null,
    result: 'passed',
    reason: null,
    affected: [],
    withoutChecks: [],
    missing: [],
    tasks: [],
    flaky: [],
    checks: [],
  };
  return attest(passed, 'e'.repeat(40), {}, { differences: [], approval: null });
}

async function seal(proof: Proof): Promise<Envelope> {
  return sealStatement(statement(proof), await requireSigningKey(git, layout));
}

async function look(proof: Proof) {
  return findAttestation(await openLedger({ git, layout, prefix: '' }, null), proof);
}

describe('the ledger', () => {
  it('attests what was appended, and only that tree on that base', async () => {
    expect(await look(PROOF)).toMatchObject({ kind: 'unattested' });
    const envelope = await seal(PROOF);
    await appendAttestation(git, PROOF, envelope);
    expect(await look(PROOF)).toMatchObject({ kind: 'attested', envelope });
    const absent = 'the ledger has no attestation of this tree on this base';
    expect(await look({ ...PROOF, base: parseCommitSha('a'.repeat(40)) })).toEqual({
      kind: 'unattested',
      reason: absent,
    });
    expect(await look({ ...PROOF, tree: parseTreeSha('a'.repeat(40)) })).toEqual({
      kind: 'unattested',
      reason: absent,
    });
  });

  it('grows by one commit for each attestation, and keeps the earlier ones', async () => {
    const second = { ...PROOF, base: parseCommitSha('a'.repeat(40)) };
    const first = await appendAttestation(git, PROOF, await seal(PROOF));
    const tip = await appendAttestation(git, second, await seal(second));
    expect(await repository.git('rev-parse', `${tip}^`)).toBe(first);
    expect(await listProofs(git, tip)).toEqual(
      [`${second.tree}/${second.base}.json`, `${PROOF.tree}/${PROOF.base}.json`].sort(),
    );
    expect((await look(PROOF)).kind).toBe('attested');
  });

  it('touches neither the checkout nor its index', async () => {
    await appendAttestation(git, PROOF, await seal(PROOF));
    expect(await repository.git('status', '--porcelain')).toBe('');
  });

  it('keeps all attestations that several processes append at once', async () => {
    const script = `
      const { Git } = source('git/git');
      const { appendAttestation } = source('ledger/ledger');
      const git = new Git(args[0]);
      for (let n = 0; n < 5; n++) {
        const base = (args[1] + n).padEnd(40, '0');
        await appendAttestation(git, { tree: 'd'.repeat(40), base }, { payloadType: '', payload: '', signatures: [] });
      }`;
    const ends = await Promise.all(
      ['a', 'b', 'c'].map((name) =>
        run(process.execPath, sourceScript('core', script, [repository.root, name]), {
          cwd: repository.root,
        }),
      ),
    );
    expect(ends.map(({ output }) => output)).toEqual(['', '', '']);
    const tip = await readRef(git, LEDGER_REF);
    expect(await listProofs(git, tip!)).toHaveLength(15);
    expect(await repository.git('rev-list', '--count', LEDGER_REF)).toBe('15');
  });

  describe('does not believe', () => {
    const tampered = async (change: (envelope: Envelope) => Envelope) => {
      await appendAttestation(git, PROOF, change(await seal(PROOF)));
      return look(PROOF);
    };

    it('a payload that was changed after it was signed', async () => {
      const answer = await tampered((envelope) => {
        const payload = Buffer.from(envelope.payload, 'base64').toString();
        const changed = payload.replace('"story":"login"', '"story":"other"');
        expect(changed).not.toBe(payload);
        return { ...envelope, payload: Buffer.from(changed).toString('base64') };
      });
      expect(answer).toEqual({
        kind: 'unattested',
        reason: UNSIGNED,
      });
    });

    it('a signature by another key, whatever key it claims', async () => {
      const { privateKey } = generateKeyPairSync('ed25519');
      const { publicKey } = await requireSigningKey(git, layout);
      const { id } = parseTrustedKey(publicKey);
      for (const claimed of [id, 'another']) {
        const forged = await sealStatement(statement(PROOF), {
          publicKey: '',
          sign: (message) =>
            Promise.resolve({
              keyid: claimed,
              sig: sign(null, message, privateKey).toString('base64'),
            }),
        });
        expect(await tampered(() => forged)).toEqual({
          kind: 'unattested',
          reason: UNSIGNED,
        });
      }
    });

    it('a signature that is cut off, or missing', async () => {
      const reason = UNSIGNED;
      const cut = await tampered((envelope) => ({
        ...envelope,
        signatures: envelope.signatures.map((one) => ({ ...one, sig: one.sig.slice(0, 20) })),
      }));
      expect(cut).toEqual({ kind: 'unattested', reason });
      expect(await tampered((envelope) => ({ ...envelope, signatures: [] }))).toEqual({
        kind: 'unattested',
        reason,
      });
    });

    it.each([
      ['base', { base: parseCommitSha('a'.repeat(40)) }],
      ['tree', { tree: parseTreeSha('a'.repeat(40)) }],
    ])('a true attestation that is put in the place of another %s', async (_, other) => {
      await appendAttestation(git, { ...PROOF, ...other }, await seal(PROOF));
      expect(await look({ ...PROOF, ...other })).toEqual({
        kind: 'unattested',
        reason: 'its attestation speaks of another tree or base',
      });
    });

    it('a file that is no envelope', async () => {
      const answer = await tampered(() => ({ damaged: true }) as never);
      expect(answer).toEqual({ kind: 'unattested', reason: 'its attestation is damaged' });
    });

    it('anything once the clone has no key to believe', async () => {
      await appendAttestation(git, PROOF, await seal(PROOF));
      const view = await openLedger({ git, layout, prefix: '' }, null);
      expect(await findAttestation({ ...view, keys: [] }, PROOF)).toMatchObject({
        kind: 'unattested',
      });
    });
  });

  it('believes a good attestation of the remote’s ledger where the local one is bad', async () => {
    await appendAttestation(git, PROOF, { damaged: true } as never);
    const commit = await makeLedgerCommits(git, null, [attestedEntry(PROOF, await seal(PROOF))]);
    await repository.git('update-ref', 'refs/storygate/remote/origin/ledger', commit);
    const view = await openLedger({ git, layout, prefix: '' }, 'origin');
    expect((await findAttestation(view, PROOF)).kind).toBe('attested');
    expect((await look(PROOF)).kind).toBe('unattested');
  });

  describe('under a policy', () => {
    /** A commit whose nx.json has these options for merges, and the digest of that policy. */
    async function baseUnder(merge: object) {
      const nxJson = JSON.stringify({ plugins: [{ plugin: '@storygate/nx', options: { merge } }] });
      const base = parseCommitSha(await repository.commit('Set options', { 'nx.json': nxJson }));
      return { base, policy: parsePolicy(nxJson, '').digest };
    }

    /** A commit whose nx.json lets only these keys attest. */
    const baseWith = (keys: readonly string[]) => baseUnder({ keys });

    async function attestOn({
      base,
      ...others
    }: {
      base: Proof['base'];
      policy: string;
      proof?: object;
    }) {
      const proof = { ...PROOF, base };
      const text = statement(proof) as { predicate: object };
      const stated = { ...text, predicate: { ...text.predicate, ...others } };
      const envelope = await sealStatement(stated, await requireSigningKey(git, layout));
      await appendAttestation(git, proof, envelope);
      return look(proof);
    }

    it('believes the keys that its base names, and no other, not even the clone’s own', async () => {
      const { publicKey } = await requireSigningKey(git, layout);
      expect((await attestOn(await baseWith([publicKey]))).kind).toBe('attested');
      const { publicKey: other } = generateKeyPairSync('ed25519');
      expect(await attestOn(await baseWith([formatEd25519Key(other)]))).toEqual({
        kind: 'unattested',
        reason: UNSIGNED,
      });
    });

    it('refuses an attestation that was made under another policy', async () => {
      const { base } = await baseWith([]);
      expect(await attestOn({ base, policy: 'another' })).toEqual({
        kind: 'unattested',
        reason: 'its attestation was made under another policy than its base states',
      });
    });

    it('takes the proof of a batch’s tip for each of its commits only where its base says so', async () => {
      const proof = { by: 'batch-tip', commit: 'c'.repeat(40), tree: PROOF.tree, base: PROOF.base };
      const every = await baseUnder({ verify: 'every-commit' });
      expect(await attestOn({ ...every, proof })).toEqual({
        kind: 'unattested',
        reason: 'only the tip of its batch was gated, and its base asks for every commit',
      });
      const tip = await baseUnder({ verify: 'batch-tip' });
      expect((await attestOn({ ...tip, proof })).kind).toBe('attested');
    });

    it('believes an SSH key’s signature, but not one that was made for another purpose', async () => {
      const file = join(repository.root, '.git', 'ssh-key');
      await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file], {
        cwd: repository.root,
      });
      await repository.git('config', 'storygate.signingKey', file);
      const { publicKey } = await requireSigningKey(git, layout);
      expect(publicKey).toMatch(/^ssh-ed25519 /);
      const named = await baseWith([publicKey]);
      expect((await attestOn(named)).kind).toBe('attested');

      const message = join(repository.root, '.git', 'message');
      writeFileSync(message, 'hello');
      await run('ssh-keygen', ['-Y', 'sign', '-f', file, '-n', 'git', message], {
        cwd: repository.root,
      });
      const key = parseTrustedKey(publicKey);
      const signature = readFileSync(`${message}.sig`);
      expect(await isSignedBy(key, Buffer.from('hello'), signature)).toBe(false);
    });
  });
});
