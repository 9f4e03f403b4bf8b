import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { GateRun, StoredRun } from '@storygate/core/gate/run-record';
import { taskId } from '@storygate/core/gate/recorded-task';
import type { Output } from '../output';

/** The JSON form of a gate run. */
export function gateDocument({ folder, run }: StoredRun): object {
  const {
    story,
    subject,
    commit,
    tree,
    base,
    result,
    reason,
    affected,
    withoutChecks,
    missing,
    checks,
  } = run;
  const tasks = run.tasks.map((task) => ({ ...task, log: join(folder, task.log) }));
  return {
    story,
    subject,
    commit,
    tree,
    base,
    result,
    reason,
    run: run.number,
    affected,
    withoutChecks,
    missing,
    tasks,
    checks,
  };
}

/** One line that sums a passed run up. */
export function summarizeGate(run: GateRun): string {
  if (run.affected.length === 0) return 'no project is affected, so nothing had to run';
  const cached = run.tasks.filter((task) => task.cached).length;
  const parts = [
    count(run.affected.length, 'project'),
    `${count(run.tasks.length, 'task')} green, ${cached} from cache`,
  ];
  if (run.withoutChecks.length > 0)
    parts.push(`without any checks: ${run.withoutChecks.join(', ')}`);
  return parts.join(', ');
}

/** What was refused because a story's gate is not green, and how to go on. */
export function renderRedGate(output: Output, stored: StoredRun, refused: string): void {
  const { run } = stored;
  renderWhatFailed(output, stored, refused);
  const merged = run.subject === 'candidate' ? ' --merged' : '';
  output.tell(
    `hint: reproduce with \`npx storygate gate ${run.story}${merged}\`; full log: \`npx storygate logs ${run.story}\``,
  );
  for (const hint of didNotRunHints(run)) output.tell(`hint: ${hint}`);
}

/** Why a gate is not green: the error line, and the end of each failed task's log. */
export function renderWhatFailed(output: Output, stored: StoredRun, refused: string): void {
  const { folder, run } = stored;
  const failed = run.tasks.filter((task) => task.result === 'failed');
  const where = run.subject === 'candidate' ? 'on the merged tree' : 'on the committed tree';
  if (failed.length > 0) {
    output.tell(
      `error: ${refused}: ${failed.map(taskId).join(', ')} failed ${where} [GATE_FAILED]`,
    );
  } else if (run.result === 'did-not-run') {
    output.tell(
      `error: ${refused}: the gate did not run ${where}: ${run.reason ?? 'no reason known'} [DID_NOT_RUN]`,
    );
  } else {
    output.tell(`error: ${refused}: ${run.reason ?? 'a check failed'} [CHECKS_FAILED]`);
  }
  for (const check of run.checks.filter(({ result }) => result === 'failed')) {
    output.tell(`  ${check.name}: ${check.findings.slice(0, 10).join(', ')}`);
  }
  for (const task of failed.slice(0, 3)) {
    output.tell(`--- ${taskId(task)}, the end of ${join(folder, task.log)}`);
    for (const line of tailOf(join(folder, task.log))) output.tell(`  ${line}`);
  }
}

/** How to go on when a gate did not run; nothing for any other result. */
export function didNotRunHints(run: GateRun): string[] {
  if (run.result !== 'did-not-run') return [];
  if (run.withoutChecks.length > 0 && run.tasks.length === 0) {
    return [
      `Give ${run.withoutChecks.join(', ')} one of the gate's targets, or a \`gate\` target of its own in project.json.`,
    ];
  }
  return [
    'What did not run is never green: make `npx nx affected -t gate` work in the story first.',
  ];
}

const TAIL_LINES = 20;

function tailOf(file: string): string[] {
  const lines = stripVTControlCharacters(readFileSync(file, 'utf8')).trimEnd().split('\n');
  return lines.slice(-TAIL_LINES);
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
