import { createRepository } from '@storygate/testing';
import { Git } from '../git/git';
import { listRefs } from '../git/refs';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import { parseStoryId } from '../names/story-id';
import { MOST_RESULTS, planPruning } from './prune-results';
import { localQueue, RESULTS, type QueuePlace } from './queue-place';
import { untriedResult } from './result';
import { makeResultCommits } from './result-commit';
import { endOne, queueOne } from './one-entry.fixture';

let place: QueuePlace;
let head: CommitSha;

beforeEach(async () => {
  const { root, git } = await createRepository();
  place = localQueue(new Git(root));
  head = parseCommitSha(await git('rev-parse', 'HEAD'));
});

/** Makes results, a second after each other. */
async function keep(...ids: string[]): Promise<void> {
  for (const [index, id] of ids.entries()) {
    const at = new Date(1e12 + index * 1000).toISOString();
    const result = { ...untriedResult(id, head, ''), at };
    const [commit = ''] = await makeResultCommits(place.git, [{ result, run: null }]);
    await place.git.run(['update-ref', `${RESULTS}${id}`, commit]);
  }
}

const pruned = async (id: string, most: number) => {
  const results = await listRefs(place.git, RESULTS);
  const changes = await planPruning(place, results, { keep: new Set([id]), most });
  return changes.map(({ ref }) => ref.slice(RESULTS.length));
};

it('keeps the newest results, and takes what is none away first', async () => {
  await keep('c', 'a', 'b');
  await place.git.run(['update-ref', `${RESULTS}none`, head]);
  expect(await pruned('new', 5)).toEqual([]);
  expect(await pruned('new', 3)).toEqual(['none', 'c']);
  expect(await pruned('c', 3)).toEqual(['none']);
});

it('goes with the ending of an entry', async () => {
  await keep('old', 'other');
  const names = Array.from({ length: MOST_RESULTS - 2 }, (_, n) => `update ${RESULTS}s${n} `);
  const other = await place.git.line(['rev-parse', `${RESULTS}other`]);
  const input = names.map((start) => `${start}${other}\n`).join('');
  await place.git.run(['update-ref', '--stdin'], { input });
  const id = parseStoryId('new');
  const { entry } = await queueOne(place, { id, head, priority: null, strategy: null });
  expect(await endOne(place, entry, untriedResult('new', head, ''))).toBe(true);
  const refs = await place.git.run(['for-each-ref', '--format=%(refname)', RESULTS]);
  const left = refs.trim().split('\n');
  expect(left).toHaveLength(MOST_RESULTS);
  expect(left).toContain(`${RESULTS}new`);
  expect(left).not.toContain(`${RESULTS}old`);
});
