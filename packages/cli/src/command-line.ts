import type { Exit } from './commands/command';
import { EXIT, exitCodeOf } from './exit-code';
import { createOutput } from './output';
import { renderError } from './render/error';

/** Runs one command line and returns its exit code; never throws. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const exit: Exit = { code: EXIT.done, output: createOutput(args.includes('--json')) };
  try {
    if (isPush(args)) {
      const { answerPrePush } = require('./hooks/pre-push') as typeof import('./hooks/pre-push');
      return await answerPrePush(exit.output, process.cwd());
    }
    const { runProgram } = require('./program') as typeof import('./program');
    return await runProgram(exit, args);
  } catch (error) {
    renderError(exit.output, error);
    return exitCodeOf(error);
  } finally {
    exit.output.settle();
  }
}

/** The line that a pre-push hook has: nothing in it needs a parser, whose loading takes longer than the answer. */
function isPush([command, hook, ...given]: readonly string[]): boolean {
  return command === 'hook' && hook === 'pre-push' && !given.some((text) => text.startsWith('-'));
}
