import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { uptime } from 'node:os';
import { hasCode } from '../errors/messages';
import { runProgram } from './run-program';

/** A program that runs on this machine. */
export interface RunningProgram {
  /** Its own name first, then its arguments; what the system can't show whole is cut off. */
  readonly words: readonly string[];
  /** When it was started, in milliseconds since the epoch; off by a second or two. */
  readonly startedAt: number;
  /** The folder it works in; null where the system does not tell, or it was told to work in another. */
  readonly folder: string | null;
}

/** What runs on this machine as far as this process can see; null where the system does not tell. */
export async function listPrograms(): Promise<RunningProgram[] | null> {
  return process.platform === 'linux' ? readProc() : askPs();
}

/** Whether a process is dead and waits for its parent to notice, by its /proc/<pid>/stat. */
export function isZombie(stat: string): boolean {
  return ['Z', 'X'].includes(fieldsOf(stat)[0] ?? '');
}

/** What follows the name in /proc/<pid>/stat, from the state on; see proc(5). A name may hold spaces and parentheses. */
export function fieldsOf(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** /proc/<pid>/stat; null for a process that ended meanwhile, and where there is no such file. */
export function readStat(pid: string | number): string | null {
  return readTextNow(`/proc/${pid}/stat`);
}

/** Linux counts in hundredths of a second here on every architecture that Node runs on (USER_HZ). */
const TICKS_PER_SECOND = 100;

function readProc(): RunningProgram[] | null {
  const bootedAt = Date.now() - uptime() * 1000;
  const programs = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid): RunningProgram[] => {
      const stat = readStat(pid);
      if (stat === null || isZombie(stat)) return [];
      const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
      const [, ...args] = (readTextNow(`/proc/${pid}/cmdline`) ?? '').split('\0');
      const startedAt = bootedAt + (Number(fieldsOf(stat)[19]) * 1000) / TICKS_PER_SECOND;
      return [{ words: [name, ...args], startedAt, folder: folderOf(pid) }];
    });
  return programs.length === 0 ? null : programs;
}

/** A git can be sent elsewhere by `GIT_DIR`. */
function folderOf(pid: string): string | null {
  const environment = readTextNow(`/proc/${pid}/environ`);
  if (environment === null || /(^|\0)GIT_DIR=/.test(environment)) return null;
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch (error) {
    if (!isGone(error)) throw error;
    return null;
  }
}

function readTextNow(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (!isGone(error)) throw error;
    return null;
  }
}

/** The process ended, while its file was read (ESRCH) or before; or it is another user's. */
function isGone(error: unknown): boolean {
  return ['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].some((code) => hasCode(error, code));
}

async function askPs(): Promise<RunningProgram[] | null> {
  const end = await runProgram({ file: 'ps', args: ['-A', '-o', 'etime=,args='], cwd: '/' });
  return end.exitCode === 0 ? parsePrograms(end.stdout, Date.now()) : null;
}

/** Reads what `ps -o etime=,args=` printed: `[[dd-]hh:]mm:ss program arguments`; null when that is something else. */
export function parsePrograms(text: string, now: number): RunningProgram[] | null {
  const programs: RunningProgram[] = [];
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
    const [, days = '0', hours = '0', minutes, seconds, command] =
      /^\s*(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)\s+(.+?)\s*$/.exec(line) ?? [];
    if (command === undefined) return null;
    const elapsed =
      ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
    const [path = '', ...args] = command.split(/\s+/);
    const name = path.slice(path.lastIndexOf('/') + 1);
    programs.push({ words: [name, ...args], startedAt: now - elapsed * 1000, folder: null });
  }
  return programs.length === 0 ? null : programs;
}
