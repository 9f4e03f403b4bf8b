import { randomUUID } from 'node:crypto';
import { readStart } from './list-processes';

/** A variable that a program hands on to whatever it starts, so that all of it is found, wherever it went. */
const NAME = 'STORYGATE_PROGRAM';

/** A mark that only one program and what it starts carry. */
export interface Mark {
  readonly env: Readonly<Record<string, string>>;
  readonly isOn: (pid: number) => boolean;
}

/** A new mark; where this process is marked itself, what it starts is found by that mark too. */
export function newMark(): Mark {
  const own = randomUUID();
  const outer = process.env[NAME];
  const value = outer === undefined ? own : `${outer}/${own}`;
  return {
    env: { [NAME]: value },
    isOn: (pid) => isMarked(pid, own),
  };
}

let ofThisProcess: string | null = null;

/** Marks all that this process starts from now on; the text is what another process finds it by, see {@link isMarked}. */
export function markThisProcess(): string {
  if (ofThisProcess !== null) return ofThisProcess;
  const own = randomUUID();
  const outer = process.env[NAME];
  process.env[NAME] = outer === undefined ? own : `${outer}/${own}`;
  return (ofThisProcess = own);
}

/** Whether a process was started, directly or not, by the process with this mark. */
export function isMarked(pid: number, mark: string): boolean {
  return readStart(pid).env.some((entry) => entry.startsWith(`${NAME}=`) && entry.includes(mark));
}

/** A mark for what is started at one place; it says the same whenever it is made. */
export function placeMark(path: string): Mark {
  const entry = `${PLACE}=${path}`;
  return { env: { [PLACE]: path }, isOn: (pid) => readStart(pid).env.includes(entry) };
}

const PLACE = 'STORYGATE_PLACE';

/** The place that this process was started at, see {@link placeMark}; null where it was started at none. */
export function placeOfThisProcess(): string | null {
  return process.env[PLACE] ?? null;
}

/** An environment without the marks that this process hands on. */
export function withoutMarks(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => name !== NAME && name !== PLACE),
  );
}
