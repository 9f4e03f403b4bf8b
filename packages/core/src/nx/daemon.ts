import { join } from 'node:path';
import * as v from 'valibot';
import { endProcesses } from '../process/end-processes';
import type { ProcessIn } from '../process/processes-in';
import { listProcesses } from '../process/list-processes';
import { readTextOrNull } from '../state/read-text';
import { parseJsonAs } from '../state/parse-json';

/** Where Nx writes down which process is the daemon of a workspace (nx: daemon/cache.js). */
const SERVER_PROCESS = '.nx/workspace-data/d/server-process.json';
const schema = v.object({ processId: v.number() });

/** How long a daemon may take to end by itself, in milliseconds. */
const GRACE = 2_000;

/**
 * The Nx daemon of a workspace and what it started, out of the processes that are at work there: what Nx wrote down may be
 * of a daemon that ended long ago, and its number another program's by now.
 */
export async function findDaemon(nxRoot: string, there: readonly ProcessIn[]): Promise<number[]> {
  const text = readTextOrNull(join(nxRoot, SERVER_PROCESS));
  const daemon = text === null ? null : parseJsonAs(text, schema);
  if (daemon === null || !there.some(({ pid }) => pid === daemon.processId)) return [];
  const all = await listProcesses();
  const its = new Set([daemon.processId]);
  for (let before = 0; before < its.size;) {
    before = its.size;
    for (const { pid, parent } of all) if (its.has(parent)) its.add(pid);
  }
  return [...its];
}

/** Ends a daemon and what it started, within some seconds. */
export async function stopDaemon(pids: readonly number[]): Promise<void> {
  if (pids.length > 0) await endProcesses(({ pid }) => pids.includes(pid), GRACE);
}
