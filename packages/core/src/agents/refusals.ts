import { appendFileSync, existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import * as v from 'valibot';
import { placeOfThisProcess } from '../process/process-mark';
import type { Layout } from '../repository/layout';
import { parseJsonAs } from '../state/parse-json';
import { readTextOrNull } from '../state/read-text';

/** What git was not allowed to do. */
export interface Refusal {
  readonly ref: string;
  /** The command line that was under way; empty where it is not known. */
  readonly command: string;
}

const refusalSchema = v.object({ ref: v.string(), command: v.string() });

/** Of one command line, so many characters are kept. */
const LONGEST_COMMAND = 200;

/** Leaves word of a refusal with the agent's run in which this process works; does nothing outside of one. */
export function noteRefusal(layout: Layout, { ref, command }: Refusal): void {
  const folder = placeOfThisProcess();
  // The place is a variable, which an agent may have set to anything.
  if (!folder?.startsWith(`${layout.stories}${sep}`)) return;
  if (!existsSync(join(folder, 'state.json'))) return;
  const line = JSON.stringify({ ref, command: command.slice(0, LONGEST_COMMAND) });
  appendFileSync(fileIn(folder), `${line}\n`);
}

/** The refusals of an agent's run so far, each once, as what was tried. */
export async function readRefusals(folder: string): Promise<string[]> {
  const lines = (readTextOrNull(fileIn(folder)) ?? '').split('\n');
  const told = lines.flatMap((line) => parseJsonAs(line, refusalSchema) ?? []);
  return [...new Set(told.map(({ ref, command }) => (command === '' ? ref : command)))];
}

function fileIn(folder: string): string {
  return join(folder, 'refused.jsonl');
}
