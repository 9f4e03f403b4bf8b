import { refusal, usageError } from '../errors/storygate-error';
import { inStep, type Emit } from '../events/events';
import { readRef } from '../git/refs';
import { pinStories, type LandingRequest } from '../landing/land-stories';
import type { PinnedStory } from '../landing/candidate-of';
import { readFreshTrunk } from '../landing/read-fresh-trunk';
import { outcomeOf, type Outcome } from '../landing/outcome';
import type { Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { fetchQueue, pushChanges, QUEUE, readQueue, seenQueue } from './queue';

/** A story that was queued, and how many are to land before it, itself included. */
export interface Queued {
  readonly outcome: Outcome;
  readonly position: number | null;
}

/** Pushes each story's head, as it is now, to the queue of trunk's remote; a runner lands it. */
export async function queueStories(
  repository: Repository,
  request: LandingRequest,
  emit: Emit,
): Promise<Queued[]> {
  const { remote } = await requireTrunk(repository);
  if (remote === null) throw needsRemote();
  const pinned = await pinStories(repository, request, emit);
  const trunk = await readFreshTrunk(repository, emit);
  const { git } = repository;
  await inStep(emit, 'queue-story', trunk.name, async () => {
    for (const story of pinned) await queueStory(repository, remote, story);
  });
  await fetchQueue(git, remote);
  const ids = (await readQueue(git, remote)).map(({ id }) => id);
  return pinned.map((story) => ({
    position: ids.includes(story.id) ? ids.indexOf(story.id) + 1 : null,
    outcome: outcomeOf('queued', { ...story, base: trunk.commit }),
  }));
}

/** Two people who queue one story at once: the later one's head counts. */
const MOST_ATTEMPTS = 5;

async function queueStory(
  { git }: Repository,
  remote: string,
  { id, head }: PinnedStory,
): Promise<void> {
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    await fetchQueue(git, remote);
    const old = await readRef(git, `${seenQueue(remote)}${id}`);
    if (old === head) return;
    if (await pushChanges(git, remote, [{ ref: `${QUEUE}${id}`, old, next: head }])) return;
  }
  throw refusal({
    code: 'QUEUE_BUSY',
    message: `story ${id} was not queued: its place in the queue of ${remote} changed again and again`,
    hints: [`Run \`npx storygate merge ${id} --no-wait\` again.`],
    facts: { story: id, remote },
  });
}

function needsRemote() {
  return usageError({
    code: 'NO_REMOTE_TRUNK',
    message: '`--no-wait` needs a trunk on a remote, where a runner lands what is queued',
    hints: [
      'Leave `--no-wait` out, or name the remote in nx.json: "@storygate/nx" options.trunk.remote.',
    ],
  });
}
