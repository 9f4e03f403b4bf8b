import { isUnderWay, type GateRun, type StoredRun } from '@storygate/core/gate/run-record';
import { sizeOf } from '@storygate/core/logs/prune-logs';
import type { StoryLogs } from '@storygate/core/logs/read-story-logs';
import type { StoryId } from '@storygate/core/names/story-id';
import type { Output } from '../output';
import { sayWhose } from './logs';
import { short } from './short';
import { renderTable } from './table';

/** A run, and how much its folder holds. */
export interface ListedRun extends StoredRun {
  readonly bytes: number;
}

/** Measures the runs' folders. */
export function listRuns(runs: readonly StoredRun[]): Promise<ListedRun[]> {
  return Promise.all(
    runs.map(async (stored) => ({ ...stored, bytes: await sizeOf(stored.folder) })),
  );
}

/** What is listed of a story. */
interface List {
  readonly id: StoryId;
  readonly logs: StoryLogs;
  readonly listed: readonly ListedRun[];
}

/** The JSON form of a list of runs. */
export function listDocument({ id, logs, listed }: List): object {
  return {
    story: id,
    removed: logs.of === 'removed-story',
    list: listed.map(({ run, bytes, folder }) => ({
      run: run.number,
      kind: run.kind,
      subject: run.subject,
      commit: run.commit,
      tree: run.tree,
      result: run.result,
      underWay: isUnderWay(run),
      startedAt: run.startedAt,
      endedAt: run.endedAt,
      durationMs: durationOf(run),
      bytes,
      folder,
    })),
  };
}

/** Prints a list of runs, one a line. */
export function renderList(output: Output, { id, logs, listed }: List): void {
  sayWhose(output, logs.of, { story: id });
  if (listed.length === 0) output.say(`story ${id} has no gate run yet`);
  if (listed.length === 0) return;
  const rows = listed.map(({ run, bytes }) => [
    String(run.number),
    run.startedAt.slice(0, 16).replace('T', ' '),
    run.tree === null ? 'a part' : run.subject === 'candidate' ? 'merged' : 'story',
    short(run.commit),
    resultOf(run),
    secondsOf(run),
    `${(bytes / 1_000_000).toFixed(1)} MB`,
  ]);
  const heads = ['run', 'when (UTC)', 'tree', 'commit', 'result', 'took', 'size'];
  renderTable(output, [heads, ...rows]);
}

function resultOf(run: GateRun): string {
  if (run.result !== 'running') return run.result;
  return isUnderWay(run) ? 'under way' : 'died';
}

function secondsOf(run: GateRun): string {
  const duration = durationOf(run);
  return duration === null ? '' : `${(duration / 1000).toFixed(1)} s`;
}

function durationOf({ startedAt, endedAt }: GateRun): number | null {
  return endedAt === null ? null : Date.parse(endedAt) - Date.parse(startedAt);
}
