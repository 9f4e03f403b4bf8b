import { EXIT } from '../exit-code';
import type { Output } from '../output';

/** How a hook's verdicts on refs are told apart and told. */
export interface Telling<Verdict> {
  readonly isAllowed: (verdict: Verdict) => boolean;
  readonly render: (output: Output, verdict: Verdict) => void;
}

/** Renders each verdict and returns the exit code that tells git whether it may go on. */
export function answerGit<Verdict extends { readonly ref: string }>(
  output: Output,
  verdicts: readonly Verdict[],
  { isAllowed, render }: Telling<Verdict>,
): number {
  for (const verdict of verdicts) render(output, verdict);
  output.document({
    refs: verdicts.map((verdict) => ({ ref: verdict.ref, allowed: isAllowed(verdict) })),
  });
  return verdicts.every(isAllowed) ? EXIT.done : EXIT.refused;
}

/** What git tells a hook on standard input. */
export async function readStandardInput(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) text += String(chunk);
  return text;
}
