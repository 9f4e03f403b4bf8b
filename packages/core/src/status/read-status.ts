import { readLastAgentRun, type AgentRecord } from '../agents/agent-record';
import { settleDeadAgents } from '../agents/settle-dead';
import type { Collision } from '../collisions/collision';
import { readCollisions, readTrunkMap } from '../collisions/read-collisions';
import { readHistory, readWork, type StoryHistory, type StoryWork } from '../collisions/read-work';
import type { TestCycle } from '../cycle/test-cycle';
import { readTestCycle } from '../cycle/test-record';
import { findEvidence } from '../gate/evidence';
import { readKeptHalt, type TrunkHalt } from '../landing/kept-halt';
import type { CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import type { PortBlock } from '../story/plan-ports';
import { listStories } from '../story/story';
import { readStoryRecord } from '../story/story-record';

/** What the last agent that was put to work in a story has come to. */
export interface AgentStatus extends Pick<
  AgentRecord,
  | 'agent'
  | 'state'
  | 'reason'
  | 'noticed'
  | 'round'
  | 'mostRounds'
  | 'startedAt'
  | 'endedAt'
  | 'head'
> {
  /** Where its logs are. */
  readonly folder: string;
}

/** One story as the director sees it. */
export interface StoryStatus {
  readonly id: StoryId;
  readonly title: string | null;
  readonly branch: string;
  /** null when no checkout has the branch, or its folder is gone. */
  readonly path: string | null;
  readonly head: CommitSha;
  readonly ahead: number;
  readonly behind: number;
  readonly dirty: boolean;
  /** Whether trunk has all it committed, squashed or not. */
  readonly landed: boolean;
  readonly gate: { readonly result: string; readonly tree: string; readonly at: string } | null;
  /** When the tests that it adds or changes were red, and green; null where it has none, or nothing was run. */
  readonly tests: TestCycle | null;
  readonly ports: PortBlock | null;
  readonly collidesWith: readonly Collision[];
  readonly agent: AgentStatus | null;
}

/** Every story's state. */
export interface Status {
  readonly stories: readonly StoryStatus[];
  /** Whether trunk's project graph is kept, so that collisions in projects are told. */
  readonly knowsProjects: boolean;
  /** What the last landing met on trunk that lets nothing land. */
  readonly halt: TrunkHalt | null;
}

/** Reads every story's state; changes only what is kept to be faster next time, and ends agents whom nobody looks after. */
export async function readStatus(repository: Repository, trunk: Trunk): Promise<Status> {
  const stories = await listStories(repository, trunk.policy.options);
  // Git looks at the checkouts for long; what is written down of the stories is read meanwhile.
  const history = readHistory(repository, trunk, stories);
  const settled = settleDeadAgents(repository.layout);
  const reading = Promise.all([history, settled]).then(([histories]) =>
    Promise.all(histories.map((its) => readKept(repository, trunk, its))),
  );
  const [work, kept, map, halt] = await Promise.all([
    readWork(repository, stories, history),
    reading,
    readTrunkMap(repository, trunk),
    readKeptHalt(repository.layout, trunk.commit),
  ]);
  const ids = new Set(stories.map(({ id }) => id));
  const { byStory, knowsProjects } = await readCollisions(repository, map, work, ids);
  const keptOf = new Map(kept.map((its) => [its.id, its]));
  const read = work.flatMap((its) => {
    const own = keptOf.get(its.story.id);
    const collidesWith = byStory.get(its.story.id) ?? [];
    return own === undefined ? [] : [statusOf(own, its, collidesWith)];
  });
  return { stories: read, knowsProjects, halt };
}

type Kept = Omit<StoryStatus, 'path' | 'dirty' | 'collidesWith'>;

function statusOf(
  kept: Kept,
  { checkout, uncommitted }: StoryWork,
  collidesWith: readonly Collision[],
): StoryStatus {
  return { ...kept, path: checkout, dirty: uncommitted.length > 0, collidesWith };
}

async function readKept(
  repository: Repository,
  trunk: Trunk,
  { story, parted, isOnTrunk }: StoryHistory,
): Promise<Kept> {
  const { id, branch, head } = story;
  const { ahead, behind, base, tree } = parted;
  const record = await readStoryRecord(repository.layout, id);
  const question = { story: id, tree, policy: trunk.policy.digest };
  const evidence =
    base === null ? null : await findEvidence(repository.layout, { ...question, base });
  return {
    ...{ id, branch, head, ahead, behind },
    title: record?.title ?? null,
    landed: isOnTrunk && head !== record?.base,
    gate: evidence && {
      result: evidence.run.result,
      tree: evidence.run.tree ?? '',
      at: evidence.run.endedAt ?? evidence.run.startedAt,
    },
    tests: await readTestCycle(repository.layout, id),
    ports: record?.ports ?? null,
    agent: await readAgent(repository, id),
  };
}

async function readAgent({ layout }: Repository, id: StoryId): Promise<AgentStatus | null> {
  const last = await readLastAgentRun(layout, id);
  if (last === null) return null;
  const { folder, record } = last;
  const { agent, state, reason, noticed, round, mostRounds, startedAt, endedAt, head } = record;
  return { agent, state, reason, noticed, round, mostRounds, startedAt, endedAt, head, folder };
}
