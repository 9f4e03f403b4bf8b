import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { sep } from 'node:path';
import { hasCode } from '../errors/messages';
import { runProgram } from './run-program';

/** A process at work in a folder. */
export interface ProcessIn {
  readonly pid: number;
  readonly name: string;
}

/**
 * The processes whose working folder is this one or below it, as far as the system tells: others' it does not, and
 * without `lsof` only Linux tells any. This process is not among them.
 */
export async function findProcessesIn(folder: string): Promise<ProcessIn[]> {
  const found = process.platform === 'linux' ? readProc(folder) : await askLsof(folder);
  return found.filter(({ pid }) => pid !== process.pid);
}

function readProc(folder: string): ProcessIn[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    const cwd = readNow(() => readlinkSync(`/proc/${pid}/cwd`));
    if (cwd === null || !isIn(cwd, folder)) return [];
    const name = readNow(() => readFileSync(`/proc/${pid}/comm`, 'utf8'))?.trim() ?? '';
    return [{ pid: Number(pid), name }];
  });
}

/** A process may end at any moment, and another user's can't be looked into. */
function readNow(read: () => string): string | null {
  try {
    return read();
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].some((code) => hasCode(error, code))) return null;
    throw error;
  }
}

async function askLsof(folder: string): Promise<ProcessIn[]> {
  const end = await runProgram({ file: 'lsof', args: ['-w', '-d', 'cwd', '-Fpcn'], cwd: '/' });
  return parseLsof(end.stdout, folder);
}

/** Reads what `lsof -d cwd -Fpcn` prints: for each process lines `p<pid>`, `c<command>`, `fcwd`, `n<folder>`. */
export function parseLsof(printed: string, folder: string): ProcessIn[] {
  return printed.split(/^p(?=\d+$)/m).flatMap((text) => {
    const lines = text.split('\n');
    const field = (letter: string) => lines.find((line) => line.startsWith(letter))?.slice(1) ?? '';
    if (!/^\d+$/.test(lines[0] ?? '') || !isIn(field('n'), folder)) return [];
    return [{ pid: Number(lines[0]), name: field('c') }];
  });
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}${sep}`);
}
