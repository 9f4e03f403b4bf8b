import { setTimeout as delay } from 'node:timers/promises';
import { hasCode } from '../errors/messages';
import { listProcesses, readProc, type ListedProcess } from './list-processes';

/** Whether a process is one of those to end; what it started is then ended too. */
export type Belongs = (process: ListedProcess) => boolean;

/** Milliseconds between two looks at what still lives. */
const LOOK_AGAIN = 25;
/** How long a killed process may stay, in milliseconds: one that the kernel holds can't be waited for. */
const KILLED_STAY = 5_000;

/**
 * Ends processes and everything below them: asks each once (SIGTERM), and after `grace` milliseconds makes those that are
 * left (SIGKILL). Resolves when none is left.
 */
export async function endProcesses(belongs: Belongs, grace: number): Promise<void> {
  // One that was found stays known: when its parent ends, nothing else may tell that it belongs.
  const known = new Set<string>();
  const find = async () => {
    const all = await listProcesses();
    return withDescendants(all, (one) => known.has(nameOf(one)) || belongs(one));
  };
  await untilNone(find, grace, (one) => {
    if (!known.has(nameOf(one))) signal(one.pid, 'SIGTERM');
    known.add(nameOf(one));
  });
  await untilNone(find, KILLED_STAY, ({ pid }) => signal(pid, 'SIGKILL'));
}

const dying = new Set<Belongs>();
let listening = false;

/**
 * Sees to it that processes and everything below them are killed when this process exits before they ended; the
 * returned function takes that back. Where the system can't be asked at once, they are left to themselves.
 */
export function killAtExit(belongs: Belongs): () => void {
  if (!listening) process.on('exit', killTheDying);
  listening = true;
  dying.add(belongs);
  return () => void dying.delete(belongs);
}

function killTheDying(): void {
  if (dying.size === 0) return;
  const belongs: Belongs = (one) => [...dying].some((isOne) => isOne(one));
  for (const { pid } of withDescendants(readProc() ?? [], belongs)) signal(pid, 'SIGKILL');
}

/** Those that belong, and what they started; never this process, nor what started it. */
export function withDescendants(
  processes: readonly ListedProcess[],
  belongs: Belongs,
): ListedProcess[] {
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]));
  const own = new Set<number>();
  for (let pid = process.pid; pid > 0 && !own.has(pid); pid = parents.get(pid) ?? 0) own.add(pid);
  const others = processes.filter(({ pid }) => !own.has(pid));
  const found = new Set(others.filter(belongs).map(({ pid }) => pid));
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const { pid, parent } of others) if (found.has(parent)) found.add(pid);
  }
  return others.filter(({ pid }) => found.has(pid));
}

function nameOf({ pid, started }: ListedProcess): string {
  return `${pid} ${started}`;
}

async function untilNone(
  find: () => Promise<ListedProcess[]>,
  most: number,
  act: (process: ListedProcess) => void,
): Promise<void> {
  const end = performance.now() + most;
  for (;;) {
    const found = await find();
    if (found.length === 0 || performance.now() > end) return;
    found.forEach(act);
    await delay(LOOK_AGAIN);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // It ended meanwhile, or belongs to another user, and then it is not ours to end.
    if (!hasCode(error, 'ESRCH') && !hasCode(error, 'EPERM')) throw error;
  }
}
