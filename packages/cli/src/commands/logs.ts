import { type Command, InvalidArgumentError, Option } from 'commander';
import { refusal } from '@storygate/core/errors/storygate-error';
import type { StoredRun } from '@storygate/core/gate/run-record';
import { digestRun } from '@storygate/core/logs/digest-run';
import { readStoryLogs, type StoryLogs } from '@storygate/core/logs/read-story-logs';
import { parseStoryId, type StoryId } from '@storygate/core/names/story-id';
import { queueOf } from '@storygate/core/queue/queue-place';
import { readResult } from '@storygate/core/queue/read-result';
import { readSetupLog } from '@storygate/core/story/setup-log';
import { requireStory } from '@storygate/core/story/story';
import { openContext, type Context } from '../context';
import { EXIT } from '../exit-code';
import type { Output } from '../output';
import { DIGEST_LIMITS, digestDocument, renderDigest } from '../render/digest';
import { renderPublished, renderRun, runDocument, publishedDocument } from '../render/logs';
import { listRuns, renderList, listDocument } from '../render/run-list';
import { connect, type Exit } from './command';
import { showAgents } from './agent-logs';
import { followLogs } from './follow-logs';

interface Options {
  readonly json?: boolean;
  readonly run?: number;
  readonly all?: boolean;
  readonly runner?: boolean;
  readonly setup?: boolean;
  readonly failed?: boolean;
  readonly list?: boolean;
  readonly follow?: boolean;
  readonly agent?: boolean;
}

/** `storygate logs <story>`: what the story's gate runs printed. */
export function logsCommand(program: Command, exit: Exit): void {
  const command = program
    .command('logs')
    .description(
      "show the logs of a story's newest gate run: of what failed, or else of everything; also of a removed story",
    )
    .argument('<story>', 'the story')
    .option('--run <number>', 'another run than the newest', parseNumber)
    .option('--runner', "the runner's last run for it, as last fetched by `status`")
    .option('--all', 'the logs of all its tasks, not just of the failed ones')
    .addOption(
      new Option(
        '--failed',
        'what broke in the last run that was not green, in one screen',
      ).conflicts(['all', 'setup']),
    )
    .addOption(
      new Option('--list', 'its runs, the newest first').conflicts([
        ...['run', 'runner', 'all', 'setup', 'failed', 'follow'],
      ]),
    )
    .addOption(
      new Option('--follow', 'what a run prints that is under way, until it ends').conflicts([
        ...['run', 'runner', 'all', 'failed'],
      ]),
    )
    .addOption(
      new Option(
        '--agent',
        'instead of gate runs: what agents said and did there; with --all all that they printed',
      ).conflicts(['runner', 'failed', 'setup']),
    )
    .option('--setup', 'instead of a gate run: what its set-up commands printed');
  connect<Options>(command, exit, async (output, [name = ''], options) => {
    const id = parseStoryId(name);
    const context = await openContext(output);
    if (options.agent) return showAgents(context, id, options);
    if (options.follow) return followLogs(context, id, options.setup ? 'setup' : 'any');
    if (options.setup) return showSetup(context, id);
    const { repository, trunk } = context;
    const logs = await readStoryLogs(repository, trunk.policy.options, id);
    const published = await findPublished(context, id, logs.runs, options);
    // An id that never had a run must be a story's.
    if (logs.runs.length === 0 && logs.of === 'story' && published === null)
      await requireStory(repository, trunk.policy.options, id);
    if (options.list) return showList(output, id, logs);
    if (options.failed) return showFailed(output, { id, logs, published }, options.run);
    if (published !== null) return showPublished(output, published, options.all ?? false);
    const stored = requireRun(id, logs, options.run);
    output.document(runDocument(stored, logs));
    renderRun(output, stored, { tasks: options.all ? 'all' : 'failed', of: logs.of });
    return EXIT.done;
  });
}

/** Of a story that is there, of one that was taken back because its set-up failed, or of a removed one. */
async function showSetup({ output, repository }: Context, id: StoryId): Promise<number> {
  const text = await readSetupLog(repository.layout, id);
  if (text === null) {
    throw refusal({
      code: 'NO_SUCH_RUN',
      message: `no set-up commands have run for story ${id}`,
      hints: ['They stand in nx.json: "@storygate/nx" options.stories.setup.'],
    });
  }
  output.document({ story: id, setup: text });
  output.pass(text.trimEnd());
  return EXIT.done;
}

async function showList(output: Output, id: StoryId, logs: StoryLogs): Promise<number> {
  const list = { id, logs, listed: await listRuns(logs.runs) };
  output.document(listDocument(list));
  renderList(output, list);
  return EXIT.done;
}

/** What is known of a story's runs, here and by a runner. */
interface Known {
  readonly id: StoryId;
  readonly logs: StoryLogs;
  readonly published: Published | null;
}

async function showFailed(
  output: Output,
  { id, logs, published }: Known,
  number: number | undefined,
): Promise<number> {
  const red = [...(published === null ? [] : [published.run]), ...logs.runs].find(isRed);
  const stored = number === undefined ? red : requireRun(id, logs, number);
  const digest = stored === undefined ? null : await digestRun(stored, DIGEST_LIMITS);
  const facts = { id, logs, stored: stored ?? null, digest };
  output.document(digestDocument(facts));
  renderDigest(output, facts);
  return EXIT.done;
}

function isRed(stored: StoredRun | null): stored is StoredRun {
  return stored?.run.result === 'failed' || stored?.run.result === 'did-not-run';
}

function requireRun(id: StoryId, { runs }: StoryLogs, number: number | undefined): StoredRun {
  const stored = runs.find(({ run }) => number === undefined || run.number === number);
  if (stored !== undefined) return stored;
  throw refusal({
    code: 'NO_SUCH_RUN',
    message:
      number === undefined ? `story ${id} has no gate run yet` : `story ${id} has no run ${number}`,
    hints: [
      runs.length > 0
        ? `Its runs: ${runs.map(({ run }) => run.number).join(', ')}`
        : `Make one with \`npx storygate gate ${id}\`.`,
    ],
  });
}

type Published = NonNullable<Awaited<ReturnType<typeof readResult>>>;

/** What a runner published, when it was asked for or is newer than every run here. */
async function findPublished(
  { repository, trunk }: Context,
  id: StoryId,
  runs: readonly StoredRun[],
  options: Options,
): Promise<Published | null> {
  if (options.run !== undefined) return null;
  // A result of a local trunk's queue tells of runs that are all here.
  const published =
    trunk.remote === null ? null : await readResult(repository, queueOf(repository.git, trunk), id);
  if (options.runner && published === null) {
    throw refusal({
      code: 'NO_SUCH_RUN',
      message: `no runner published anything about story ${id}, as far as was fetched`,
      hints: ['Fetch what runners published with `npx storygate status`.'],
    });
  }
  const newest = runs[0]?.run;
  const isNewer =
    published !== null && published.result.at > (newest?.endedAt ?? newest?.startedAt ?? '');
  return options.runner || isNewer ? published : null;
}

function showPublished(output: Output, { result, run }: Published, all: boolean): number {
  output.document(publishedDocument(result, run));
  renderPublished(output, result);
  if (run !== null) renderRun(output, run, { tasks: all ? 'all' : 'failed', of: 'story' });
  return EXIT.done;
}

function parseNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be the number of a run.');
  return Number(text);
}
