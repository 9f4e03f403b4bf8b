import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { hasCode } from '../errors/messages';

/** Windows starts a program by a name without its ending; elsewhere a name is whole. */
const ENDINGS =
  process.platform === 'win32' ? (process.env['PATHEXT'] ?? '.EXE;.CMD;.BAT').split(';') : [''];

/** The file that starting a program by this name, or absolute path, would run; null when there is none. */
export function findOnPath(program: string): string | null {
  const folders = isAbsolute(program) ? [''] : (process.env['PATH'] ?? '').split(delimiter);
  const files = folders.flatMap((folder) =>
    ENDINGS.map((ending) => join(folder, program) + ending),
  );
  return files.filter(isAbsolute).find(isProgram) ?? null;
}

function isProgram(file: string): boolean {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return false;
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch (error) {
    if (hasCode(error, 'EACCES')) return false;
    throw error;
  }
}
