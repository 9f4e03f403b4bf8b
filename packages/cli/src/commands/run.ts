import { type Command, InvalidArgumentError } from 'commander';
import { AGENTS, requireAgent } from '@storygate/core/agents/find-agent';
import { requireAssignment } from '@storygate/core/agents/begin-run';
import { runAgents } from '@storygate/core/agents/run-agents';
import type { StorygateEvent } from '@storygate/core/events/events';
import { parseStoryId, type StoryId } from '@storygate/core/names/story-id';
import { throwIfInterrupted } from '@storygate/core/process/interruption';
import { startDetached } from '@storygate/core/process/start-detached';
import { createAttention } from '../attention';
import { openContext, type Context } from '../context';
import { EXIT } from '../exit-code';
import { agentDocument, refusedDocument, renderAgentRun, renderRefused } from '../render/agents';
import { connect, type Exit } from './command';
import { planPreparation } from './prepare-stories';
import { ReadyLander } from './ready-lander';

interface Options {
  readonly json?: boolean;
  readonly agent: string;
  readonly brief?: string;
  readonly start?: boolean;
  readonly parallel?: number;
  readonly rounds: number;
  readonly timeLimit: number;
  readonly merge?: boolean;
  readonly detach?: boolean;
  /** False for --no-notify. */
  readonly notify: boolean;
}

/** `storygate run <story…>`: agents at work in parallel, one for each story, steered by its gate. */
export function runCommand(program: Command, exit: Exit): void {
  const command = program
    .command('run')
    .description(
      "put a coding agent to work in each story, until the story's gate is green or it needs you; what stands behind `--` is handed to the agent's program",
    )
    .argument('<story...>', 'the stories')
    .requiredOption(
      '--agent <name>',
      `${AGENTS.map(({ name }) => name).join(', ')}; \`command\` is any program: \`--agent command -- <program> {briefFile}\``,
    )
    .option(
      '--brief <file>',
      "what is to be done; `{story}` in its name stands for each story's id; `-`: from standard input",
    )
    .option('--start', 'start the stories that are not there yet')
    .option(
      '--parallel <number>',
      'how many work at once (default: by cores and memory)',
      parseCount,
    )
    .option('--rounds <number>', 'turns that each agent gets', parseCount, 5)
    .option('--time-limit <minutes>', 'for each story, all its rounds together', parseMinutes, 60)
    .option('--merge', 'land each story as soon as its agent is ready')
    .option('--detach', 'go on without this terminal; `status` tells, `stop` ends it')
    .option('--no-notify', 'without the bell and the notification when one ends or needs you');
  connect<Options>(command, exit, async (output, names, options) => {
    const agent = requireAgent(options.agent, exit.passed);
    const context = await openContext(output);
    const { repository } = context;
    const stories = [...new Set(names.map(parseStoryId))];
    const { brief, start = false, notify } = options;
    const attention = await createAttention(context, { agents: stories.length, notify });
    const tell = (event: StorygateEvent): void => {
      output.emit(event);
      attention.note(event);
    };
    const prepare = await planPreparation(context, stories, { brief, start }, tell);
    if (options.detach) return detach(context, stories, prepare);
    const request = {
      ...{ stories, agent, prepare },
      ...{ mostRounds: options.rounds, minutes: options.timeLimit },
      parallel: options.parallel ?? null,
    };
    const lander = options.merge ? new ReadyLander(context, tell) : null;
    const ending = runAgents(repository, request, tell, (run) => {
      renderAgentRun(output, run);
      lander?.add(run);
    });
    // What is ready lands, whatever became of the others.
    await Promise.allSettled([ending]);
    const landed = (await lander?.end()) ?? null;
    const { runs, refused } = await ending;
    const [first] = refused;
    if (first !== undefined && stories.length === 1) throw first.error;
    for (const one of refused) renderRefused(output, one);
    output.document({
      runs: runs.map(agentDocument),
      refused: refused.map(refusedDocument),
      ...landed?.document,
    });
    const isReady = refused.length === 0 && runs.every(({ record }) => record.state === 'ready');
    return isReady && landed?.isDone !== false ? EXIT.done : EXIT.refused;
  });
}

/** The same command line again, in a process that outlives this one. What can be refused is refused here. */
async function detach(
  { output, repository, trunk }: Context,
  stories: readonly StoryId[],
  prepare: (story: StoryId) => Promise<void>,
): Promise<number> {
  // Each is waited for: the end of this process would leave the others half-made.
  const ends = await Promise.allSettled(stories.map(prepare));
  throwIfInterrupted();
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  // Set-up may have left what no agent may be put on.
  for (const story of stories) await requireAssignment(repository, trunk, story);
  const words = process.argv.slice(1);
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  const own = words.slice(0, end);
  const brief = own.indexOf('--brief');
  // It is the story's by now, and standard input can be read only once.
  if (brief !== -1) own.splice(brief, 2);
  const args = own.filter((word) => word !== '--detach' && !word.startsWith('--brief='));
  const file = process.execPath;
  await startDetached({ file, args: [...args, ...words.slice(end)], cwd: process.cwd() });
  output.document({ detached: stories });
  output.say(`agents are being put to work in ${stories.join(', ')}`);
  output.say('  npx storygate status');
  output.say(`  npx storygate stop ${stories.join(' ')}`);
  return EXIT.done;
}

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** A day: an agent that has not ended by then is not at work any more. */
const MOST_MINUTES = 1_440;

function parseMinutes(text: string): number {
  const minutes = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || minutes === 0 || minutes > MOST_MINUTES) {
    throw new InvalidArgumentError(`It must be minutes, at most ${MOST_MINUTES}.`);
  }
  return minutes;
}
