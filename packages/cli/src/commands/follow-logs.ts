import { isLookedAfter } from '@storygate/core/agents/agent-record';
import type { Step } from '@storygate/core/events/events';
import { isUnderWay, type StoredRun } from '@storygate/core/gate/run-record';
import {
  findMergeUnderWay,
  followRun,
  followSetup,
  isBeingMade,
} from '@storygate/core/logs/follow-logs';
import { readStoryLogs, type StoryLogs } from '@storygate/core/logs/read-story-logs';
import type { StoryId } from '@storygate/core/names/story-id';
import { requireStory } from '@storygate/core/story/story';
import type { Context } from '../context';
import { EXIT } from '../exit-code';
import { sayNothingUnderWay, runDocument, sumUp } from '../render/logs';
import { followAgentRun } from './agent-logs';

/** Prints what is under way for a story, its set-up or a gate run, until that ends. What it ended with is no matter here. */
export async function followLogs(
  context: Context,
  id: StoryId,
  wanted: 'setup' | 'any',
): Promise<number> {
  const { output, repository, trunk } = context;
  const { layout } = repository;
  const isMade = await isBeingMade(layout, id);
  if (isMade) await followSetup(layout, id, toOutput(context, 'run-setup'));
  if (isMade || wanted === 'setup') {
    output.document({ story: id, followed: isMade ? 'setup' : null });
    if (!isMade) sayNothingUnderWay(output, { id, newest: null, merge: null });
    return EXIT.done;
  }
  const logs = await readStoryLogs(repository, trunk.policy.options, id);
  if (logs.runs.length === 0 && logs.of === 'story')
    await requireStory(repository, trunk.policy.options, id);
  const going = logs.runs.find(({ run }) => isUnderWay(run));
  const [agent] = logs.agents;
  if (going === undefined && agent !== undefined && isLookedAfter(agent.record))
    return followAgentRun(context, agent);
  if (going === undefined) return tellOfNothing(context, id, logs);
  output.tell(sumUp(going.run));
  const ended = await followRun(going, toOutput(context, 'run-gate'));
  output.document({ ...runDocument(ended, logs), followed: 'run' });
  output.tell(sumUp(ended.run));
  return EXIT.done;
}

async function tellOfNothing(
  { output, repository }: Context,
  id: StoryId,
  logs: StoryLogs,
): Promise<number> {
  const newest: StoredRun | null = logs.runs[0] ?? null;
  output.document({
    ...(newest === null ? { story: id } : runDocument(newest, logs)),
    followed: null,
  });
  const merge = await findMergeUnderWay(repository.layout);
  sayNothingUnderWay(output, { id, newest, merge });
  return EXIT.done;
}

/** Under --json the lines are events, and the document comes at the end. */
function toOutput({ output }: Context, step: Step): (line: string) => void {
  return (line) => {
    if (output.json) output.emit({ type: 'output', step, line });
    else output.pass(line);
  };
}
