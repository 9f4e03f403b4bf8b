import { createRepository, type Repository as Sandbox } from '@storygate/testing';
import { appendAttestation } from '../ledger/ledger';
import { sealProof } from '../ledger/seal-proof.fixture';
import { requireSigningKey } from '../ledger/signing-key';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import { parseStoryId } from '../names/story-id';
import { localQueue } from '../queue/queue-place';
import { readQueue } from '../queue/read-queue';
import { readResults } from '../queue/queue-view';
import { requireRepository, type Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { candidateOf } from './candidate-of';
import { landStories } from './land-queue';
import { moveTrunk } from './move-trunk';
import type { Outcome } from './outcome';
import { queueOne } from '../queue/one-entry.fixture';

/** Landing from this repository's queue, with candidates that are proven already: no gate runs. */
let sandbox: Sandbox;
let repository: Repository;
const id = parseStoryId('login');
const quiet = () => undefined;

beforeEach(async () => {
  // Hooks would need the built program.
  const options = { trunk: { protect: false } };
  const plugins = [{ plugin: '@storygate/nx', options }];
  sandbox = await createRepository({ 'nx.json': JSON.stringify({ plugins }), 'a.txt': '0\n' });
  await sandbox.git('checkout', '--quiet', '-b', 'story/login');
  await sandbox.commit('Change', { 'a.txt': '1\n' });
  await sandbox.git('checkout', '--quiet', 'main');
  repository = await requireRepository(sandbox.root);
});

const place = () => localQueue(repository.git);

async function queue(): Promise<CommitSha> {
  const head = parseCommitSha(await sandbox.git('rev-parse', 'story/login'));
  await queueOne(place(), { id, head, priority: null, strategy: null });
  return head;
}

/** Attests the candidate of a head, as a gate of it would. */
async function prove(head: CommitSha) {
  const { git, layout } = repository;
  const trunk = await requireTrunk(repository);
  const candidate = await candidateOf(repository, trunk, { id, head, strategy: null });
  if (candidate.kind !== 'candidate') throw new Error(candidate.kind);
  const governance = { differences: [], approval: null };
  const key = await requireSigningKey(git, layout);
  const { envelope } = await sealProof(git, candidate.commit, key, { ...governance, head });
  await appendAttestation(git, candidate, envelope);
  return { trunk, proven: { candidate, envelope } };
}

async function land(...stories: (typeof id)[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const request = { stories, strategy: null, priority: null };
  const end = await landStories(repository, request, quiet, (one) => outcomes.push(one));
  expect(end).toBeNull();
  return outcomes;
}

it('lands what is queued, once, and tells of it', async () => {
  const { proven } = await prove(await queue());
  const { commit } = proven.candidate;
  expect(await land()).toMatchObject([{ story: id, outcome: 'merged', commit }]);
  expect(await sandbox.git('rev-parse', 'main')).toBe(commit);
  expect(await land(id)).toMatchObject([{ story: id, outcome: 'nothing-to-merge', commit: null }]);
});

it('leaves out, with a warning, a story that is not where it was found good', async () => {
  const foundAt = new Map([[id, parseCommitSha(await sandbox.git('rev-parse', 'main'))]]);
  const request = { stories: [id], foundAt, strategy: null, priority: null };
  const told: unknown[] = [];
  const end = await landStories(
    repository,
    request,
    (event) => told.push(event),
    (outcome) => told.push(outcome),
  );
  expect(end).toBeNull();
  expect(told).toMatchObject([{ type: 'warning', code: 'STORY_CHANGED' }]);
  expect(await readQueue(place())).toEqual([]);
});

it('lands the head that was queued, whatever becomes of the branch', async () => {
  const head = await queue();
  const { proven } = await prove(head);
  await sandbox.git('checkout', '--quiet', 'story/login');
  await sandbox.commit('More', { 'smuggled.txt': 'smuggled\n' });
  await sandbox.git('checkout', '--quiet', 'main');
  const { commit } = proven.candidate;
  expect(await land()).toMatchObject([{ outcome: 'merged', head, commit }]);
  expect(await sandbox.git('ls-tree', '--name-only', 'main')).toBe('a.txt\nnx.json');
});

it('tells of a landing that was killed before it could', async () => {
  const head = await queue();
  const { trunk, proven } = await prove(head);
  // Trunk moves, and the process is killed.
  expect(await moveTrunk(repository.git, trunk, [proven])).toBe(true);
  const { commit, base } = proven.candidate;
  expect(await land(id)).toMatchObject([{ outcome: 'merged', head, base, commit, run: null }]);
  expect(await readQueue(place())).toEqual([]);
  expect((await readResults(place())).get(id)).toMatchObject({ outcome: 'merged', commit });
  expect(await sandbox.git('rev-parse', 'main')).toBe(commit);
});

it('does not take what landed for another head', async () => {
  const { trunk, proven } = await prove(await queue());
  await sandbox.git('checkout', '--quiet', 'story/login');
  await moveTrunk(repository.git, trunk, [proven]);
  await sandbox.git('commit', '--quiet', '--amend', '-m', 'The same change, said otherwise');
  await sandbox.git('checkout', '--quiet', 'main');
  const head = await queue();
  expect(await land()).toMatchObject([{ outcome: 'nothing-to-merge', head }]);
});

it('ends what can’t be tried, and says why, where nothing else is queued', async () => {
  const tree = await sandbox.git('rev-parse', 'HEAD^{tree}');
  await sandbox.git('update-ref', 'refs/storygate/queue/login', tree);
  await sandbox.git('update-ref', 'refs/storygate/queue/odd.name', tree);
  expect(await land()).toMatchObject([
    { story: id, outcome: 'did-not-run', reason: 'what is queued is a tree, not a commit' },
  ]);
  expect(await readQueue(place())).toEqual([]);
});
