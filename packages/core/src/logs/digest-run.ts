import { join } from 'node:path';
import { taskId } from '../gate/recorded-task';
import { reproduceTask } from '../gate/reproduce';
import type { StoredRun } from '../gate/run-record';
import { digestFailure, type DigestLimits } from './digest-failure';
import { readEnds } from './read-ends';

/** What broke at one place of a run. */
export interface FailureDigest {
  /** `project:target`; a check's name; `nx` where Nx could not run the gates. */
  readonly name: string;
  /** The whole log; null for a check, which has none, and where it is gone. */
  readonly log: string | null;
  /** What tells of it, without colours. */
  readonly lines: readonly string[];
  /** A command that shows it in the story's worktree; null where no single one does. */
  readonly reproduce: string | null;
}

/** What broke in a run. */
export interface RunDigest {
  readonly failures: readonly FailureDigest[];
  /** What failed too, for which there was no room. */
  readonly others: readonly string[];
}

/** How much a run's digest may take, all its failures together. */
export interface RunDigestLimits extends DigestLimits {
  /** How many failures are told of. */
  readonly places: number;
}

/** The most that is read of one log, in bytes: what tells is near one of its ends. */
const MOST_READ = 1_000_000;

/** What broke in a run: checks, tasks, and Nx where it could not run them. What one needs no room for, the next may take. */
export async function digestRun(stored: StoredRun, limits: RunDigestLimits): Promise<RunDigest> {
  const places = findPlaces(stored);
  const failures: FailureDigest[] = [];
  const left = { lines: limits.lines, characters: limits.characters };
  const shown = places.slice(0, limits.places);
  for (const [index, { log, findings, ...place }] of shown.entries()) {
    const waiting = shown.length - index;
    const share = {
      lines: Math.floor(left.lines / waiting),
      characters: Math.floor(left.characters / waiting),
      columns: limits.columns,
    };
    const text = log === null ? findings.join('\n') : await readEnds(log, MOST_READ);
    const lines = text === null ? [] : digestFailure(text, share);
    left.lines -= lines.length;
    left.characters -= lines.join('\n').length;
    failures.push({ ...place, log: text === null ? null : log, lines });
  }
  return { failures, others: places.slice(limits.places).map(({ name }) => name) };
}

interface Place extends Pick<FailureDigest, 'name' | 'log' | 'reproduce'> {
  /** What a check found. */
  readonly findings: readonly string[];
}

function findPlaces({ folder, run }: StoredRun): Place[] {
  const failed = run.tasks.filter(({ result }) => result === 'failed');
  const checks = run.checks.filter(({ result }) => result === 'failed');
  const nx = run.result === 'did-not-run' ? [join(folder, 'nx.log')] : [];
  return [
    ...checks.map(({ name, findings }) => ({ name, findings, log: null, reproduce: null })),
    ...failed.map((task) => ({
      name: taskId(task),
      findings: [],
      log: join(folder, task.log),
      reproduce: reproduceTask(task, run.subject === 'candidate' ? run.base : null),
    })),
    ...nx.map((log) => ({ name: 'nx', findings: [], log, reproduce: null })),
  ];
}
