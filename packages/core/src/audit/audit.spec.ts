import { createRepository, type Repository as Sandbox } from '@storygate/testing';
import { appendAttestation } from '../ledger/ledger';
import { sealProof } from '../ledger/seal-proof.fixture';
import { requireSigningKey } from '../ledger/signing-key';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import { checkPush } from '../push/check-push';
import { requireRepository, type Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { auditTrunk } from './audit';

const ZERO = '0'.repeat(40);
const REASON = 'the ledger has no attestation of this tree on this base';
const quiet = () => undefined;

let sandbox: Sandbox;
let repository: Repository;
let setUp: CommitSha;

/** Trunk with a commit before the plugin and the one that registers it. */
beforeEach(async () => {
  sandbox = await createRepository({ 'nx.json': '{}', 'a.txt': '0\n' });
  setUp = await commit('Register', { 'nx.json': '{"plugins": ["@storygate/nx"]}' });
  repository = await requireRepository(sandbox.root);
});

async function commit(message: string, files: Record<string, string>): Promise<CommitSha> {
  return parseCommitSha(await sandbox.commit(message, files));
}

/** Appends what a landing of this commit would have left in the ledger. */
async function prove(landed: CommitSha): Promise<void> {
  const { git, layout } = repository;
  const key = await requireSigningKey(git, layout);
  const { landing, envelope } = await sealProof(git, landed, key);
  await appendAttestation(git, landing, envelope);
}

const audit = async () => auditTrunk(repository, await requireTrunk(repository));

describe('auditTrunk', () => {
  it('checks nothing before the plugin is on trunk, nor the commit that brings it', async () => {
    expect(await audit()).toEqual({
      checked: 0,
      from: setUp,
      to: setUp,
      unattested: [],
      lost: [],
    });
    const bare = await createRepository({ 'nx.json': '{}' });
    const other = await requireRepository(bare.root);
    expect(await auditTrunk(other, await requireTrunk(other))).toMatchObject({
      checked: 0,
      from: null,
      unattested: [],
    });
  });

  it('names exactly the commits that got in without proof, the newest first', async () => {
    await prove(await commit('Proven', { 'a.txt': '1\n' }));
    const sneaked = await commit('Sneaked in', { 'a.txt': '2\n' });
    const to = await commit('Proven on top', { 'a.txt': '3\n' });
    await prove(to);
    const bypass = await commit('Bypass\twith a tab', { 'a.txt': '4\n' });
    expect(await audit()).toEqual({
      checked: 4,
      from: setUp,
      to: bypass,
      unattested: [
        { commit: bypass, subject: expect.stringContaining('Bypass') as unknown, reason: REASON },
        { commit: sneaked, subject: 'Sneaked in', reason: REASON },
      ],
      lost: [],
    });
  });

  it('does not take the same tree on another base for proven', async () => {
    const proven = await commit('Proven', { 'a.txt': '1\n' });
    await prove(proven);
    await commit('Away', { 'a.txt': '2\n' });
    const again = await commit('The same tree again', { 'a.txt': '1\n' });
    const { unattested } = await audit();
    expect(unattested.map((one) => one.commit)).toContain(again);
    expect(unattested.map((one) => one.commit)).not.toContain(proven);
  });

  it('looks at the commits themselves, not at what replaces them', async () => {
    const proven = await commit('Proven', { 'a.txt': '1\n' });
    await prove(proven);
    const bypass = await commit('Bypass', { 'a.txt': '2\n' });
    await sandbox.git('replace', bypass, proven);
    expect((await audit()).unattested.map((one) => one.commit)).toEqual([bypass]);
  });
});

describe('checkPush of trunk', () => {
  const push = (from: string, to: string, ref = 'refs/heads/main') =>
    checkPush(repository, `refs/heads/main ${to} ${ref} ${from}\n`, quiet);

  it('allows what the ledger attests, and names what it doesn’t', async () => {
    const proven = await commit('Proven', { 'a.txt': '1\n' });
    await prove(proven);
    expect(await push(setUp, proven)).toMatchObject([{ kind: 'allowed' }]);
    const bypass = await commit('Bypass', { 'a.txt': '2\n' });
    expect(await push(setUp, bypass)).toEqual([
      {
        kind: 'trunk-refused',
        ref: 'refs/heads/main',
        why: {
          kind: 'unattested',
          commits: [{ commit: bypass, subject: 'Bypass', reason: REASON }],
        },
      },
    ]);
  });

  it('refuses to delete or rewrite trunk', async () => {
    const next = await commit('Next', { 'a.txt': '1\n' });
    expect(await push(next, ZERO)).toMatchObject([
      { kind: 'trunk-refused', why: { kind: 'deletion' } },
    ]);
    expect(await push(next, setUp)).toMatchObject([
      { kind: 'trunk-refused', why: { kind: 'rewrite' } },
    ]);
    expect(await push('1'.repeat(40), next)).toMatchObject([
      { kind: 'trunk-refused', why: { kind: 'rewrite' } },
    ]);
  });

  it('lets the set-up itself, the first push and other branches through', async () => {
    const before = await sandbox.git('rev-parse', `${setUp}^`);
    expect(await push(before, setUp)).toMatchObject([{ kind: 'allowed' }]);
    const bypass = await commit('Bypass', { 'a.txt': '2\n' });
    expect(await push(ZERO, bypass)).toMatchObject([{ kind: 'allowed' }]);
    expect(await push(setUp, bypass, 'refs/heads/other')).toMatchObject([{ kind: 'allowed' }]);
    expect(await checkPush(repository, '', quiet)).toEqual([]);
  });

  it('judges each ref of a push by itself', async () => {
    const bypass = await commit('Bypass', { 'a.txt': '2\n' });
    const lines = [
      `refs/tags/v1 ${bypass} refs/tags/v1 ${ZERO}`,
      `HEAD ${bypass} refs/heads/main ${setUp}`,
    ];
    const verdicts = await checkPush(repository, `${lines.join('\n')}\n`, quiet);
    expect(verdicts.map(({ kind }) => kind)).toEqual(['allowed', 'trunk-refused']);
  });
});
