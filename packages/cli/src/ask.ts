import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** Where a question is asked and answered. */
export interface Dialogue {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable & { readonly isTTY?: boolean };
}

/** This process's terminal; the question goes where progress goes. */
export const TERMINAL: Dialogue = { input: process.stdin, output: process.stderr };

/** Whether a person sits there who could answer. */
export function canAsk({ input, output }: Dialogue): boolean {
  return input.isTTY === true && output.isTTY === true;
}

/** Asks a yes-or-no question; anything but a clear yes, and an end of the input, is a no. */
export async function askYesNo(question: string, { input, output }: Dialogue): Promise<boolean> {
  const lines = createInterface({ input, output, prompt: `${question} [y/N] ` });
  const answer = await new Promise<string>((resolve) => {
    lines.once('line', resolve);
    lines.once('close', () => resolve(''));
    lines.prompt();
  });
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}
