import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, must, type Repository as Sandbox } from '@storygate/testing';
import { moveTrunk } from '../landing/move-trunk';
import { fetchTrunk } from '../landing/remote-trunk';
import { appendAttestation } from '../ledger/ledger';
import { sealProof } from '../ledger/seal-proof.fixture';
import { requireSigningKey } from '../ledger/signing-key';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import { requireRepository, type Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { auditTrunk } from './audit';

const LEDGER = 'the ledger tells that it landed';
const REFLOG = 'the reflog tells that trunk had it';

let sandbox: Sandbox;
let repository: Repository;
let first: string;

/** Trunk registers the plugin; HEAD is detached, so that commits come about without trunk. */
async function setUp(trunk: object): Promise<void> {
  sandbox = await createRepository({ 'a.txt': '0\n' });
  first = await sandbox.git('rev-parse', 'HEAD');
  const plugins = [{ plugin: '@storygate/nx', options: { trunk } }];
  await sandbox.commit('Register', { 'nx.json': JSON.stringify({ plugins }) });
  await sandbox.git('checkout', '--quiet', '--detach');
  repository = await requireRepository(sandbox.root);
}

/** A commit on top of trunk that trunk does not have, attested in the local ledger. */
async function proveAhead(subject: string): Promise<CommitSha> {
  const trunk = await requireTrunk(repository);
  await sandbox.git('checkout', '--quiet', '--detach', trunk.commit);
  const commit = parseCommitSha(await sandbox.commit(subject, { 'a.txt': `${subject}\n` }));
  const { landing, envelope } = await seal(commit);
  await appendAttestation(repository.git, landing, envelope);
  return commit;
}

/** Lands a commit on trunk as a landing does. */
async function land(subject: string): Promise<CommitSha> {
  const commit = await proveAhead(subject);
  const trunk = await requireTrunk(repository);
  const { landing, envelope } = await seal(commit);
  const candidate = { kind: 'candidate', head: commit, ...landing } as const;
  expect(await moveTrunk(repository.git, trunk, [{ candidate, envelope }])).toBe(true);
  return commit;
}

async function seal(commit: CommitSha) {
  const { git, layout } = repository;
  return sealProof(git, commit, await requireSigningKey(git, layout));
}

async function audit(of: Repository = repository) {
  return auditTrunk(of, await requireTrunk(of));
}

describe('a local trunk', () => {
  const move = (to: string) => sandbox.git('update-ref', 'refs/heads/main', to);
  const forgetReflog = () => rmSync(join(sandbox.root, '.git', 'logs', 'refs', 'heads', 'main'));
  beforeEach(() => setUp({}));

  it('is whole after ordinary work: proofs of what never landed tell nothing', async () => {
    await land('One');
    await proveAhead('Proven before trunk moved on');
    await proveAhead('Proven before the story was amended');
    await proveAhead('Amended');
    await land('Two');
    const apart = parseCommitSha(await sandbox.commit('On a proof that never landed', { b: '1' }));
    const { landing, envelope } = await seal(apart);
    await appendAttestation(repository.git, landing, envelope);
    await sandbox.git('reflog', 'expire', '--expire=now', '--all');
    await sandbox.git('gc', '--quiet', '--prune=now');
    expect(await audit()).toMatchObject({ checked: 2, unattested: [], lost: [] });
  });

  it('has lost the landings it was moved back past, the newest first', async () => {
    const [one, two, three] = [await land('One'), await land('Two'), await land('Three')];
    await move(one);
    const lost = [
      { commit: three, subject: 'Three', reason: LEDGER },
      { commit: two, subject: 'Two', reason: LEDGER },
    ];
    expect(await audit()).toMatchObject({ to: one, checked: 1, unattested: [], lost });
    forgetReflog();
    expect((await audit()).lost).toEqual(lost);
  });

  it('has lost what it was moved sideways past, and got what nothing proves', async () => {
    await land('One');
    const two = await land('Two');
    await sandbox.git('checkout', '--quiet', '--detach', 'main~1');
    const other = await sandbox.commit('Other', { 'other.txt': '1\n' });
    await move(other);
    const { unattested, lost } = await audit();
    expect(unattested.map(({ commit }) => commit)).toEqual([other]);
    expect(lost.map(({ commit }) => commit)).toEqual([two]);
    const three = await land('Three');
    await move(two);
    expect((await audit()).lost.map(({ commit }) => commit)).toEqual([three]);
  });

  it('has lost a proven commit whose message was rewritten, for it is another commit', async () => {
    const one = await land('One');
    const again = await sandbox.git('commit-tree', `${one}^{tree}`, '-p', `${one}^`, '-m', 'Uno');
    await move(again);
    expect(await audit()).toMatchObject({ unattested: [], lost: [{ commit: one }] });
  });

  it('has lost landings when it was moved back to before it was protected', async () => {
    const one = await land('One');
    await move(first);
    expect(await audit()).toMatchObject({ from: null, checked: 0, lost: [{ commit: one }] });
  });

  it('has lost a proven commit that somebody moved it to by hand, as the reflog tells', async () => {
    const ahead = await proveAhead('Moved by hand');
    await move(ahead);
    await move(`${ahead}^`);
    const lost = [{ commit: ahead, subject: 'Moved by hand', reason: REFLOG }];
    expect((await audit()).lost).toEqual(lost);
  });

  it('has lost nothing when what nothing proved is taken away, or when the lost is brought back', async () => {
    const one = await land('One');
    const sneaked = await sandbox.commit('Sneaked in', { 'a.txt': 'x\n' });
    await move(sneaked);
    await move(one);
    expect(await audit()).toMatchObject({ unattested: [], lost: [] });
    await move(`${one}^`);
    expect((await audit()).lost).not.toEqual([]);
    await move(one);
    expect((await audit()).lost).toEqual([]);
  });

  it('tells of a landing only once trunk moved, and never when it was too late', async () => {
    const one = await proveAhead('One');
    const trunk = await requireTrunk(repository);
    await land('Two');
    const { landing, envelope } = await seal(one);
    const candidate = { kind: 'candidate', head: one, ...landing } as const;
    expect(await moveTrunk(repository.git, trunk, [{ candidate, envelope }])).toBe(false);
    expect((await audit()).lost).toEqual([]);
  });
});

describe('a remote trunk', () => {
  let bare: string;
  const there = (...args: string[]) => sandbox.git('--git-dir', bare, ...args);
  const fetch = (of = repository) => fetchTrunk(of.git, { remote: 'origin', branch: 'main' });
  const cloneOf = async (name: string) => {
    const root = join(sandbox.folder, name);
    await must('git', ['clone', '--quiet', bare, root], { cwd: sandbox.folder });
    const clone = await requireRepository(root);
    await fetch(clone);
    return clone;
  };

  beforeEach(async () => {
    await setUp({ remote: 'origin' });
    bare = join(sandbox.folder, 'trunk.git');
    await sandbox.git('clone', '--quiet', '--bare', '.', bare);
    await there('symbolic-ref', 'HEAD', 'refs/heads/main');
    await sandbox.git('remote', 'add', 'origin', bare);
    await fetch();
  });

  it('is whole in a clone that others are ahead of, before and after it fetches', async () => {
    const other = await cloneOf('other');
    await land('One');
    await land('Two');
    expect((await audit()).lost).toEqual([]);
    expect((await audit(other)).lost).toEqual([]);
    await fetch(other);
    expect((await audit(other)).lost).toEqual([]);
  });

  it('is whole where the remote’s settings map no branch', async () => {
    await sandbox.git('config', '--unset', 'remote.origin.fetch');
    await land('One');
    expect((await audit()).lost).toEqual([]);
  });

  it('has lost what was forced off it, in every clone, even one that never had it', async () => {
    const [one, two] = [await land('One'), await land('Two')];
    await there('update-ref', 'refs/heads/main', `${one}^`);
    await fetch();
    expect((await audit()).lost.map(({ commit }) => commit)).toEqual([two, one]);
    await there('reflog', 'expire', '--expire=now', '--all');
    await there('gc', '--quiet', '--prune=now');
    const fresh = await cloneOf('fresh');
    cpSync(repository.layout.keys, fresh.layout.keys, { recursive: true });
    expect((await audit(fresh)).lost).toEqual([
      { commit: two, subject: 'not in this clone', reason: LEDGER },
      { commit: one, subject: 'story/landed', reason: LEDGER },
    ]);
  });
});
