import { readdirSync, readFileSync } from 'node:fs';

/** A living process, as the system lists it. */
export interface ListedProcess {
  readonly pid: number;
  readonly parent: number;
  /** Its process group, named by the process that leads it. */
  readonly group: number;
  /** When it started, in the system's own way of telling: with it a pid that was used again is told apart. */
  readonly started: string;
}

/** Every process that lives; one that only waits to be reaped does not. Empty where the system can't be asked. */
export async function listProcesses(): Promise<ListedProcess[]> {
  return readProc() ?? listByPs();
}

/** As {@link listProcesses} on Linux, at once; null elsewhere. */
export function readProc(): ListedProcess[] | null {
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return null;
  }
  const pids = names.filter((name) => /^\d+$/.test(name));
  return pids.length === 0 ? null : pids.flatMap((pid) => parseStat(readOf(Number(pid), 'stat')));
}

/** What a process was started with: its arguments, and its variables as `NAME=value`. Empty where that can't be read. */
export function readStart(pid: number): {
  readonly args: readonly string[];
  readonly env: readonly string[];
} {
  return { args: split(readOf(pid, 'cmdline')), env: split(readOf(pid, 'environ')) };
}

/** What /proc tells of one process; null where there is none, or no /proc. */
export function readLife(
  pid: number,
): { readonly hasEnded: boolean; readonly started: string | null } | null {
  const fields = fieldsOf(readOf(pid, 'stat'));
  const [state = ''] = fields;
  return state === '' ? null : { hasEnded: HAS_ENDED.test(state), started: fields[19] ?? null };
}

/** A process may end at any moment, and others' may not be looked into: both have nothing to read. */
function readOf(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

function split(text: string): string[] {
  return text.split('\0').filter((part) => part !== '');
}

/** /proc/<pid>/stat: a pid, a name in parentheses that may hold anything, then fields from the third on. See proc(5). */
function parseStat(stat: string): ListedProcess[] {
  const fields = fieldsOf(stat);
  const [state = '', parent, group] = fields;
  if (stat === '' || HAS_ENDED.test(state)) return [];
  const pid = Number.parseInt(stat, 10);
  return [{ pid, parent: Number(parent), group: Number(group), started: fields[19] ?? '' }];
}

function fieldsOf(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

const HAS_ENDED = /^[ZX]/;

/** POSIX has `ps`; Windows has not, and there nothing is listed. */
async function listByPs(): Promise<ListedProcess[]> {
  const { execa } = await import('execa');
  const { stdout } = await execa('ps', ['-A', '-o', 'pid=,ppid=,pgid=,stat=,lstart='], {
    // Whoever asks, the same start must read the same.
    env: { LC_ALL: 'C', TZ: 'UTC' },
    reject: false,
  });
  return parsePs(stdout ?? '');
}

/** Reads what `ps -o pid=,ppid=,pgid=,stat=,lstart=` prints. */
export function parsePs(printed: string): ListedProcess[] {
  return printed.split('\n').flatMap((line) => {
    const [pid, parent, group, state, ...start] = line.trim().split(/\s+/);
    if (state === undefined || HAS_ENDED.test(state)) return [];
    const started = start.join(' ');
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), started }];
  });
}
