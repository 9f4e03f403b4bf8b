import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { taskId } from '@storygate/core/gate/recorded-task';
import { isUnderWay, type GateRun, type StoredRun } from '@storygate/core/gate/run-record';
import type { StoryLogs } from '@storygate/core/logs/read-story-logs';
import type { StoryId } from '@storygate/core/names/story-id';
import type { Result } from '@storygate/core/queue/result';
import type { Output } from '../output';
import { gateDocument } from './gate';
import { describeResult } from './runner';

/** The JSON form of one of a story's runs, with the numbers of all. */
export function runDocument(stored: StoredRun, { runs, of }: StoryLogs): object {
  return {
    ...gateDocument(stored),
    underWay: isUnderWay(stored.run),
    removed: of === 'removed-story',
    runs: runs.map(({ run }) => run.number),
  };
}

/** The JSON form of what a runner published. */
export function publishedDocument(result: Result, run: StoredRun | null): object {
  const { outcome, head, base, commit, reason, at } = result;
  return {
    ...(run === null ? {} : gateDocument(run)),
    published: { outcome, head, base, commit, reason, at },
  };
}

/** Says that what follows is of a runner's run. */
export function renderPublished(output: Output, result: Result): void {
  output.say(`runner: ${describeResult(result)}, at ${result.at}`);
}

/** How a run ended, or that it has not, in a few words. */
export function endOf(run: GateRun): string {
  if (run.result !== 'running') return run.result;
  return isUnderWay(run) ? 'under way' : 'ended without a result: its process is gone';
}

/** One line about a run. */
export function sumUp(run: GateRun): string {
  const where = run.subject === 'candidate' ? ', on its merged tree' : '';
  const reason = run.reason === null ? '' : `, ${run.reason}`;
  return `run ${run.number} of story ${run.story}${where}: ${endOf(run)}${reason}`;
}

/** What there is instead of something to follow: the story's newest run, and a merge of other stories. */
export interface Instead {
  readonly id: StoryId;
  readonly newest: StoredRun | null;
  readonly merge: StoredRun | null;
}

/** Says that there is nothing to follow, and what there is instead. */
export function sayNothingUnderWay(output: Output, { id, newest, merge }: Instead): void {
  output.say(`nothing of story ${id} is under way`);
  if (newest !== null) output.say(sumUp(newest.run));
  if (merge === null) return;
  const { story } = merge.run;
  output.say(`a merged tree is being gated that ends with story ${story}:`);
  output.say(`  npx storygate logs ${story} --follow`);
}

/** Which tasks' logs of a run to print, and whose run it is. */
export interface RunView {
  readonly tasks: 'all' | 'failed';
  readonly of: StoryLogs['of'];
}

/** Prints the logs of a run: of what failed, or else of everything. */
export function renderRun(output: Output, { folder, run }: StoredRun, view: RunView): void {
  const failed = run.tasks.filter(({ result }) => result === 'failed');
  const shown = view.tasks === 'all' || failed.length === 0 ? run.tasks : failed;
  sayWhose(output, view.of, run);
  output.say(sumUp(run));
  output.say(`started ${run.startedAt}, tree ${run.tree ?? 'with uncommitted work'}, in ${folder}`);
  if (isUnderWay(run)) output.say(`see it go on with \`npx storygate logs ${run.story} --follow\``);
  for (const task of shown) {
    output.say('');
    output.say(`--- ${taskId(task)}: ${task.result}${task.cached ? ' (from cache)' : ''}`);
    output.pass(textOf(join(folder, task.log)));
  }
  const nxLog = join(folder, 'nx.log');
  if (run.result === 'did-not-run' && existsSync(nxLog)) {
    output.say('');
    output.say('--- nx');
    output.pass(textOf(nxLog));
  }
}

/** Says it where the story is not there any more. */
export function sayWhose(
  output: Output,
  of: StoryLogs['of'],
  { story }: Pick<GateRun, 'story'>,
): void {
  if (of === 'removed-story')
    output.say(`story ${story} was removed; \`npx storygate restore ${story}\` brings it back`);
}

function textOf(log: string): string {
  return existsSync(log) ? readFileSync(log, 'utf8').trimEnd() : '(this log is gone)';
}
