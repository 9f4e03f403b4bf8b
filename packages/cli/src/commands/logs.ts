import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import {
  parseStoryId,
  queueOf,
  readResult,
  readRuns,
  readSetupLog,
  refusal,
  requireStory,
  taskId,
  type Result,
  type StoredRun,
  type StoryId,
} from '@storygate/core';
import { openContext, type Context } from '../context';
import { EXIT } from '../exit-code';
import type { Output } from '../output';
import { gateDocument } from '../render/gate';
import { describeResult } from '../render/runner';
import { connect, type Exit } from './command';

interface Options {
  readonly json?: boolean;
  readonly run?: number;
  readonly all?: boolean;
  readonly runner?: boolean;
  readonly setup?: boolean;
}

/** `storygate logs <story>`: what the story's last gate run printed. */
export function logsCommand(program: Command, exit: Exit): void {
  const command = program
    .command('logs')
    .description(
      "show the logs of a story's newest gate run: of what failed, or else of everything",
    )
    .argument('<story>', 'the story')
    .option('--run <number>', 'another run than the newest', parseNumber)
    .option('--runner', "the runner's last run for it, as last fetched by `status`")
    .option('--setup', 'instead of a gate run: what its set-up commands printed')
    .option('--all', 'the logs of all its tasks, not just of the failed ones');
  connect<Options>(command, exit, async (output, [name = ''], options) => {
    const id = parseStoryId(name);
    const context = await openContext(output);
    const { repository, trunk } = context;
    if (options.setup) return showSetup(context, id);
    const runs = await readRuns(repository.layout, id);
    const published = await findPublished(context, id, runs, options);
    if (published !== null) return showPublished(output, published, options.all ?? false);
    // The runs of a removed story can still be read; an id that never had any must be a story's.
    if (runs.length === 0) await requireStory(repository, trunk.policy.options, id);
    const stored = runs.find(({ run }) => options.run === undefined || run.number === options.run);
    if (stored === undefined) {
      throw refusal({
        code: 'NO_SUCH_RUN',
        message:
          options.run === undefined
            ? `story ${id} has no gate run yet`
            : `story ${id} has no run ${options.run}`,
        hints: [
          runs.length > 0
            ? `Its runs: ${runs.map(({ run }) => run.number).join(', ')}`
            : `Make one with \`npx storygate gate ${id}\`.`,
        ],
      });
    }
    output.document({ ...gateDocument(stored), runs: runs.map(({ run }) => run.number) });
    for (const line of logLines(stored, options.all ?? false)) output.say(line);
    return EXIT.done;
  });
}

/** Of a story that is there, or of one that was taken back because its set-up failed. */
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
  output.say(text.trimEnd());
  return EXIT.done;
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
  output.document({
    ...(run === null ? {} : gateDocument(run)),
    published: publishedFacts(result),
  });
  output.say(`runner: ${describeResult(result)}, at ${result.at}`);
  if (run !== null) for (const line of logLines(run, all)) output.say(line);
  return EXIT.done;
}

function publishedFacts(result: Result): object {
  const { outcome, head, base, commit, reason, at } = result;
  return { outcome, head, base, commit, reason, at };
}

function logLines({ folder, run }: StoredRun, all: boolean): string[] {
  const failed = run.tasks.filter(({ result }) => result === 'failed');
  const shown = all || failed.length === 0 ? run.tasks : failed;
  const lines = [
    `run ${run.number} of story ${run.story}: ${run.result}${run.reason === null ? '' : `, ${run.reason}`}`,
  ];
  lines.push(`started ${run.startedAt}, tree ${run.tree ?? 'with uncommitted work'}, in ${folder}`);
  for (const task of shown) {
    lines.push('', `--- ${taskId(task)}: ${task.result}${task.cached ? ' (from cache)' : ''}`);
    lines.push(readFileSync(join(folder, task.log), 'utf8').trimEnd());
  }
  const nxLog = join(folder, 'nx.log');
  if (run.result === 'did-not-run' && existsSync(nxLog)) {
    lines.push('', '--- nx', readFileSync(nxLog, 'utf8').trimEnd());
  }
  return lines;
}

function parseNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be the number of a run.');
  return Number(text);
}
