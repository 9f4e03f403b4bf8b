import { readlinkSync } from 'node:fs';
import { uptime } from 'node:os';
import { basename } from 'node:path';
import { hasCode } from '../errors/messages';
import { readProc, readStart } from './list-processes';

/** A program that runs on this machine. */
export interface RunningProgram {
  /** Its own name first, then its arguments. */
  readonly words: readonly string[];
  /** When it was started, in milliseconds since the epoch; off by a second or two. */
  readonly startedAt: number;
  /** The folder it works in; null where the system does not tell, or it was told to work in another. */
  readonly folder: string | null;
}

/** What runs on this machine as far as this process can see; null where the system does not tell. */
export async function listPrograms(): Promise<RunningProgram[] | null> {
  const processes = readProc();
  if (processes === null) return askPs();
  const bootedAt = Date.now() - uptime() * 1000;
  return processes.map(({ pid, started }) => {
    const { args, env } = readStart(pid);
    const [path = '', ...others] = args;
    return {
      words: [basename(path), ...others],
      startedAt: bootedAt + (Number(started) * 1000) / TICKS_PER_SECOND,
      // A git can be sent elsewhere by its environment.
      folder: env.some((entry) => entry.startsWith('GIT_DIR=')) ? null : folderOf(pid),
    };
  });
}

/** Linux counts in hundredths of a second here on every architecture that Node runs on (USER_HZ). */
const TICKS_PER_SECOND = 100;

function folderOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch (error) {
    // It ended, or it is another user's.
    if (!['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].some((code) => hasCode(error, code))) throw error;
    return null;
  }
}

/** POSIX has `ps`; Windows has not, and there nothing is told. */
async function askPs(): Promise<RunningProgram[] | null> {
  const { execa } = await import('execa');
  const { exitCode, stdout } = await execa('ps', ['-A', '-o', 'etime=,args='], { reject: false });
  return exitCode === 0 ? parsePrograms(stdout, Date.now()) : null;
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
    const words = [basename(path), ...args];
    programs.push({ words, startedAt: now - elapsed * 1000, folder: null });
  }
  return programs.length === 0 ? null : programs;
}
