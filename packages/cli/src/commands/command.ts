import type { Command } from 'commander';
import type { Output } from '../output';

/** What a command returns: its exit code. */
export type Run<Options> = (
  output: Output,
  args: readonly string[],
  options: Options,
) => Promise<number>;

/** Hands the exit code of whichever command ran to the one who started the program. */
export interface Exit {
  code: number;
  output: Output;
  /** The words behind `--`, of a command that hands them on. */
  readonly passed: readonly string[];
}

/** Adds `--json` and connects a command to what it does. */
export function connect<Options extends { readonly json?: boolean }>(
  command: Command,
  exit: Exit,
  run: Run<Options>,
): void {
  command.option(
    '--json',
    'print one JSON document, progress to standard error; `--json=events`: a line for each event',
  );
  command.action(async () => {
    // Commander reads an option that a command shares with the one above it, such as --json, as that one's.
    const options = command.optsWithGlobals<Options>();
    exit.code = await run(exit.output, command.args, options);
  });
}
