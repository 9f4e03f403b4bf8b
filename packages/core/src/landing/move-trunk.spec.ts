import { chmodSync, cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createRepository,
  run,
  sourceScript,
  type Repository as Sandbox,
} from '@storygate/testing';
import { auditTrunk } from '../audit/audit';
import { sealProof } from '../ledger/seal-proof.fixture';
import { requireSigningKey } from '../ledger/signing-key';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import { requireRepository, type Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { moveTrunk } from './move-trunk';
import { fetchTrunk } from './remote-trunk';

let sandbox: Sandbox;
let repository: Repository;

async function setUp(trunk: object): Promise<void> {
  const plugins = [{ plugin: '@storygate/nx', options: { trunk } }];
  sandbox = await createRepository({ 'nx.json': JSON.stringify({ plugins }), 'a.txt': '0\n' });
  await sandbox.git('checkout', '--quiet', '--detach');
  repository = await requireRepository(sandbox.root);
}

/** A candidate on a commit, and its proof. */
async function proveOn(base: string, text: string) {
  await sandbox.git('checkout', '--quiet', '--detach', base);
  const commit = parseCommitSha(await sandbox.commit(`Change to ${text}`, { 'a.txt': text }));
  const { git, layout } = repository;
  const { landing, envelope } = await sealProof(git, commit, await requireSigningKey(git, layout));
  return { candidate: { kind: 'candidate', head: commit, ...landing } as const, envelope };
}

/** A bare repository that has trunk, as `origin`. */
async function addRemote(...refspecs: string[]): Promise<string> {
  const remote = join(sandbox.folder, 'remote.git');
  await sandbox.git('init', '--quiet', '--bare', remote);
  await sandbox.git('remote', 'add', 'origin', remote);
  await sandbox.git('push', '--quiet', 'origin', 'main', ...refspecs);
  return remote;
}

const main = () => sandbox.git('rev-parse', 'main');
const ledger = () => sandbox.tryGit('rev-parse', '--verify', '--quiet', 'refs/storygate/ledger');

describe('moveTrunk', () => {
  it('moves from exactly the tested base: where trunk moved meanwhile, it leaves all as it is', async () => {
    await setUp({});
    const trunk = await requireTrunk(repository);
    const late = await proveOn(trunk.commit, 'late');
    expect(await moveTrunk(repository.git, trunk, [await proveOn(trunk.commit, 'first')])).toBe(
      true,
    );
    const before = [await main(), (await ledger()).stdout];
    expect(await moveTrunk(repository.git, trunk, [late])).toBe(false);
    expect([await main(), (await ledger()).stdout]).toEqual(before);
  });

  it('does not bring trunk back where it was moved back', async () => {
    await setUp({});
    const root = await main();
    const one = await proveOn(root, 'one');
    const trunk = await requireTrunk(repository);
    await moveTrunk(repository.git, trunk, [one]);
    const two = await proveOn(one.candidate.commit, 'two');
    await sandbox.git('update-ref', 'refs/heads/main', root);
    expect(await moveTrunk(repository.git, trunk, [two])).toBe(false);
    expect(await main()).toBe(root);
  });

  it('waits for another push that holds the remote’s locks', async () => {
    await setUp({ remote: 'origin' });
    const remote = await addRemote();
    await sandbox.git('fetch', '--quiet', 'origin');
    const trunk = await requireTrunk(repository);
    const { candidate, envelope } = await proveOn(trunk.commit, 'next');
    writeFileSync(join(remote, 'refs', 'heads', 'main.lock'), '');
    // The first push finds the lock; the other one ends as the second begins.
    const hook = '[ -e seen ] && rm -f refs/heads/main.lock\ntouch seen\n';
    writeFileSync(join(remote, 'hooks', 'pre-receive'), `#!/bin/sh\n${hook}`);
    chmodSync(join(remote, 'hooks', 'pre-receive'), 0o755);
    expect(await moveTrunk(repository.git, trunk, [{ candidate, envelope }])).toBe(true);
    expect(await sandbox.git('--git-dir', remote, 'rev-parse', 'main')).toBe(candidate.commit);
  });
});

/** A process that lands its own commits in its own clone, each on whatever is trunk's tip then. */
const RACER = `
const { requireRepository } = source('repository/repository');
const { requireTrunk } = source('repository/trunk');
const { makeCandidate } = source('candidate/make-candidate');
const { sealProof } = source('ledger/seal-proof.fixture');
const { requireSigningKey } = source('ledger/signing-key');
const { appendAttestation } = source('ledger/ledger');
const { fetchTrunk } = source('landing/remote-trunk');
const { moveTrunk } = source('landing/move-trunk');
const [root, story, ...heads] = args;
const repository = await requireRepository(root);
const { git, layout } = repository;
for (const head of heads) {
  for (;;) {
    const known = await requireTrunk(repository);
    if (known.remote !== null) await fetchTrunk(git, known);
    const trunk = await requireTrunk(repository);
    const input = { story, title: null, base: trunk.commit, head, strategy: 'squash' };
    const candidate = await makeCandidate(git, input);
    const { envelope } = await sealProof(git, candidate.commit, await requireSigningKey(git, layout));
    await appendAttestation(git, candidate, envelope);
    if (await moveTrunk(git, trunk, [{ candidate, envelope }])) break;
  }
}
`;

describe('processes that land at once', () => {
  // Eight processes' worth of git, on a machine that may have little to spare.
  jest.setTimeout(120_000);
  const EACH = 2;
  const STORIES = ['one', 'two', 'three', 'four'];

  /** Stories with some commits each, all on trunk's tip now, that do not touch each other. */
  async function makeHeads(): Promise<Map<string, CommitSha[]>> {
    const heads = new Map<string, CommitSha[]>();
    const base = await main();
    for (const story of STORIES) {
      await sandbox.git('checkout', '--quiet', '--detach', base);
      const own: CommitSha[] = [];
      for (let count = 0; count < EACH; count++) {
        const files = { [`${story}${count}.txt`]: `${story}\n` };
        own.push(parseCommitSha(await sandbox.commit(`${story} ${count}`, files)));
      }
      heads.set(story, own);
    }
    return heads;
  }

  async function race(rootOf: (story: string) => string, heads: Map<string, CommitSha[]>) {
    const ends = await Promise.all(
      [...heads].map(([story, own]) =>
        run(process.execPath, sourceScript('core', RACER, [rootOf(story), story, ...own]), {
          cwd: sandbox.folder,
        }),
      ),
    );
    for (const { exitCode, output } of ends) expect([exitCode, output]).toEqual([0, '']);
  }

  async function expectAllLanded(from: string): Promise<void> {
    const { unattested, lost, to } = await auditTrunk(repository, await requireTrunk(repository));
    expect({ unattested, lost }).toEqual({ unattested: [], lost: [] });
    const count = await sandbox.git('rev-list', '--count', '--first-parent', `${from}..${to}`);
    expect(Number(count)).toBe(STORIES.length * EACH);
    const names = (await sandbox.git('ls-tree', '--name-only', to)).split('\n');
    for (const story of STORIES)
      expect(names.filter((name) => name.startsWith(story))).toHaveLength(EACH);
  }

  it('in one repository, lose nothing and land each once', async () => {
    await setUp({});
    const from = await main();
    const heads = await makeHeads();
    await race(() => sandbox.root, heads);
    await expectAllLanded(from);
  });

  it('from clones of one remote, lose nothing and land each once', async () => {
    await setUp({ remote: 'origin' });
    const from = await main();
    const heads = await makeHeads();
    const remote = await addRemote(
      ...STORIES.map((story) => `${heads.get(story)?.at(-1) ?? ''}:refs/heads/x/${story}`),
    );
    // One key for all, as a team has it.
    await requireSigningKey(repository.git, repository.layout);
    const rootOf = (story: string) => join(sandbox.folder, `clone-${story}`);
    for (const story of STORIES) {
      await sandbox.git('clone', '--quiet', remote, rootOf(story));
      const keys = join('.git', 'storygate', 'keys');
      cpSync(join(sandbox.root, keys), join(rootOf(story), keys), { recursive: true });
    }
    await race(rootOf, heads);
    await fetchTrunk(repository.git, { remote: 'origin', branch: 'main' });
    await expectAllLanded(from);
  });
});
