import { chmodSync, existsSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository } from '@storygate/testing';
import type { StoredRun } from '../gate/run-record';
import { Git } from '../git/git';
import { readRef, readRefObject } from '../git/refs';
import { parseCommitSha } from '../names/object-id';
import { parseStoryId } from '../names/story-id';
import { layoutOf } from '../repository/layout';
import type { Repository } from '../repository/repository';
import type { WorktreePath } from '../git/worktrees';
import { pushChanges } from './push-changes';
import type { QueueEntry } from './queue-entry';
import { fetchQueue, QUEUE, RESULTS, type QueuePlace } from './queue-place';
import { positionOf, readQueueView } from './queue-view';
import { readQueue } from './read-queue';
import { readResult } from './read-result';
import { untriedResult, type Result } from './result';
import { endOne, queueOne } from './one-entry.fixture';

/** A runner's clone, an author's commits, and the remote between them. */
async function createQueue() {
  const work = await createRepository();
  const bare = join(work.folder, 'remote.git');
  await work.git('clone', '--quiet', '--bare', work.root, bare);
  await work.git('remote', 'add', 'origin', bare);
  const clone = join(work.folder, 'clone');
  await work.git('clone', '--quiet', bare, clone);
  const git = new Git(clone);
  const place: QueuePlace = { git, remote: 'origin' };
  const there = new Git(bare);
  const queue = async (id: string, date: string) => {
    const made = await work.commit(`Work on ${id} ${date}`, { [id]: date });
    const head = await work.git('commit-tree', `${made}^{tree}`, '-m', date);
    const dated = await new Git(work.root, { GIT_COMMITTER_DATE: date }).line(
      ['commit-tree', `${head}^{tree}`, '-p', made, '-m', date],
      { env: { GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@storygate.invalid' } },
    );
    await work.git('push', '--quiet', '--force', 'origin', `${dated}:${QUEUE}${id}`);
    return parseCommitSha(dated);
  };
  const entryOf = async (id: string): Promise<QueueEntry> => {
    await fetchQueue(place);
    const entry = (await readQueue(place)).find((one) => one.id === id);
    if (entry === undefined) throw new Error(`${id} is not queued`);
    return entry;
  };
  const commonDir = join(clone, '.git');
  const repository: Repository = {
    git,
    worktree: clone as WorktreePath,
    mainWorktree: clone as WorktreePath,
    commonDir,
    prefix: '',
    layout: layoutOf(commonDir),
  };
  return { work, git, place, there, queue, entryOf, repository };
}

const ended = (entry: QueueEntry, outcome: Result['outcome']): Result => ({
  ...untriedResult(entry.id, entry.head ?? '', 'because'),
  outcome,
});

it('lists the queue with the oldest head first', async () => {
  const { queue, place, entryOf } = await createQueue();
  await queue('second', '2026-01-02T00:00:00Z');
  await queue('first', '2026-01-01T00:00:00Z');
  await queue('third', '2026-01-03T00:00:00Z');
  await entryOf('first');
  expect((await readQueue(place)).map(({ id }) => id)).toEqual(['first', 'second', 'third']);
  const view = await readQueueView(place);
  expect(['first', 'third', 'none'].map((id) => positionOf(view, id))).toEqual([1, 3, null]);
});

it('knows what is queued and is no commit', async () => {
  const { work, place, entryOf } = await createQueue();
  const tree = await work.git('rev-parse', 'HEAD^{tree}');
  await work.git('push', '--quiet', 'origin', `${tree}:${QUEUE}odd`);
  const entry = await entryOf('odd');
  expect(entry).toMatchObject({ id: 'odd', object: tree, head: null });
  expect(entry.problem).toBe('what is queued is a tree, not a commit');
  expect(await endOne(place, entry, ended(entry, 'did-not-run'))).toBe(true);
});

it('ends an entry together with its result', async () => {
  const { queue, place, there, entryOf } = await createQueue();
  await queue('login', '2026-01-01T00:00:00Z');
  const entry = await entryOf('login');
  expect(await endOne(place, entry, ended(entry, 'gate-failed'))).toBe(true);
  expect(await readRef(there, `${QUEUE}login`)).toBeNull();
  await fetchQueue(place);
  const view = await readQueueView(place);
  expect(view.results.get('login')).toMatchObject({ outcome: 'gate-failed', head: entry.head });
  expect(view.entries).toEqual([]);
});

it('leaves a newer head in the queue, and says nothing of the older one unless it landed', async () => {
  const { queue, place, there, entryOf } = await createQueue();
  await queue('login', '2026-01-01T00:00:00Z');
  const entry = await entryOf('login');
  const newer = await queue('login', '2026-01-02T00:00:00Z');
  expect(await endOne(place, entry, ended(entry, 'gate-failed'))).toBe(false);
  expect(await readRef(there, `${RESULTS}login`)).toBeNull();
  expect(await endOne(place, entry, ended(entry, 'merged'))).toBe(true);
  expect(await readRef(there, `${RESULTS}login`)).not.toBeNull();
  expect(await readRef(there, `${QUEUE}login`)).toBe(newer);
});

it('publishes a landing over what another runner said meanwhile', async () => {
  const { queue, git, place, entryOf } = await createQueue();
  await queue('login', '2026-01-01T00:00:00Z');
  const entry = await entryOf('login');
  const other = { ...place, git: git.at(git.cwd) };
  expect(await endOne(other, entry, ended(entry, 'nothing-to-merge'))).toBe(true);
  expect(await endOne(place, entry, ended(entry, 'merged'))).toBe(true);
  await fetchQueue(place);
  const { results } = await readQueueView(place);
  expect(results.get('login')?.outcome).toBe('merged');
});

it('queues for a remote by tag objects, and replaces what an older client queued', async () => {
  const { work, queue, git, place, there, entryOf } = await createQueue();
  const bare = await queue('login', '2026-01-01T00:00:00Z');
  const [id, first] = [parseStoryId('login'), parseCommitSha(await work.git('rev-parse', 'HEAD'))];
  await git.run(['fetch', '--quiet', work.root, first]);
  const asked = { id, head: first, priority: 7, strategy: 'merge' as const };
  const { entry, before } = await queueOne(place, asked);
  expect(before).toMatchObject({ object: bare, head: bare, priority: 0 });
  expect(await readRefObject(there, `${QUEUE}login`)).toBe(entry.object);
  expect(await entryOf('login')).toEqual(entry);
  expect(entry).toMatchObject({ head: first, priority: 7, strategy: 'merge', problem: null });
});

it('changes nothing when one lease is stale, and throws when nothing is stale', async () => {
  const { work, queue, git, place, there } = await createQueue();
  const head = await queue('one', '2026-01-01T00:00:00Z');
  const main = parseCommitSha(await work.git('rev-parse', 'HEAD'));
  await fetchQueue(place);
  const changes = [
    { ref: `${QUEUE}one`, old: head, next: null },
    { ref: `${RESULTS}one`, old: main, next: head },
  ];
  expect(await pushChanges(git, 'origin', changes)).toBe(false);
  expect(await readRef(there, `${QUEUE}one`)).toBe(head);
  const hook = join(there.cwd, 'hooks', 'pre-receive');
  writeFileSync(hook, '#!/bin/sh\nexit 1\n');
  chmodSync(hook, 0o755);
  const deletion = { ref: `${QUEUE}one`, old: head, next: null };
  await expect(pushChanges(git, 'origin', [deletion])).rejects.toMatchObject({
    code: 'GIT_FAILED',
  });
});

it('changes nothing while another push holds a lock there, and takes that for a change', async () => {
  const { queue, git, place, there } = await createQueue();
  const head = await queue('one', '2026-01-01T00:00:00Z');
  await fetchQueue(place);
  const change = { ref: `${QUEUE}one`, old: head, next: null };
  const lock = join(there.cwd, `${QUEUE}one.lock`);
  writeFileSync(lock, '');
  expect(await pushChanges(git, 'origin', [change])).toBe(false);
  unlinkSync(lock);
  expect(await pushChanges(git, 'origin', [change])).toBe(true);
});

it('shows the logs of a run, and no file that only pretends to be one', async () => {
  const { work, queue, place, entryOf, repository } = await createQueue();
  await queue('login', '2026-01-01T00:00:00Z');
  const entry = await entryOf('login');
  work.write({
    'run/cart.test.log': 'x'.repeat(300_000) + 'the end\n',
    'run/other.txt': 'no',
    'run/retry-1/money.test.log': 'passed\n',
    'run/control/money.test.log': 'no',
  });
  const task = { project: 'cart', target: 'test', result: 'failed' as const, cached: false };
  const times = { hash: null, startedAt: null, durationMs: null };
  const run: StoredRun['run'] = {
    version: 1,
    number: 3,
    story: 'login',
    kind: 'gate',
    subject: 'candidate',
    commit: entry.object,
    tree: null,
    base: entry.object,
    policy: '',
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: null,
    result: 'failed',
    reason: null,
    affected: ['cart'],
    withoutChecks: [],
    missing: [],
    tasks: [
      { ...task, ...times, log: 'cart.test.log' },
      { ...task, ...times, log: '../../../../etc/passwd' },
      { ...task, ...times, project: 'money', result: 'passed', log: 'retry-1/money.test.log' },
    ],
    flaky: [],
    checks: [],
  };
  const stored = { folder: join(work.root, 'run'), run };
  await endOne(place, entry, ended(entry, 'gate-failed'), stored);
  await fetchQueue(place);
  const read = await readResult(repository, place, parseStoryId('login'));
  expect(read?.run?.run.tasks.map(({ log }) => log)).toEqual([
    'cart.test.log',
    'retry-1/money.test.log',
  ]);
  const folder = read?.run?.folder ?? '';
  expect(readFileSync(join(folder, 'retry-1', 'money.test.log'), 'utf8')).toBe('passed\n');
  expect(existsSync(join(folder, 'control'))).toBe(false);
  const { size } = statSync(join(folder, 'cart.test.log'));
  expect(size).toBeLessThan(263_000);
  expect(await readResult(repository, place, parseStoryId('other'))).toBeNull();
});
