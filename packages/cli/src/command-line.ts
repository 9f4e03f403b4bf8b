import type { Exit } from './commands/command';
import { findStorageTrouble } from '@storygate/core/errors/storage-trouble';
import { EXIT, exitCodeOf } from './exit-code';
import { createOutput, type OutputForm } from './output';
import { renderError } from './render/error';

/** Runs one command line and returns its exit code; never throws. */
export async function runCommandLine(line: readonly string[]): Promise<number> {
  const { words, passed } = splitPassed(line);
  const exit: Exit = { code: EXIT.done, output: createOutput(formOf(words)), passed };
  // Commander would take the word after an option with a value of its own choice for that value.
  const args = words.map((word) => (word === EVENTS ? '--json' : word));
  try {
    if (isPush(args)) {
      const { answerPrePush } = require('./hooks/pre-push') as typeof import('./hooks/pre-push');
      return await answerPrePush(exit.output, process.cwd());
    }
    const { runProgram } = require('./program') as typeof import('./program');
    return await runProgram(exit, args);
  } catch (error) {
    const failure = findStorageTrouble(error) ?? error;
    renderError(exit.output, failure);
    return exitCodeOf(failure);
  } finally {
    exit.output.settle();
  }
}

/** `run` hands on what stands behind `--`: nothing in that is ours. For every other command `--` only ends the options. */
function splitPassed(line: readonly string[]): {
  readonly words: readonly string[];
  readonly passed: readonly string[];
} {
  const end = line[0] === 'run' ? line.indexOf('--') : -1;
  if (end === -1) return { words: line, passed: [] };
  return { words: line.slice(0, end), passed: line.slice(end + 1) };
}

const EVENTS = '--json=events';

function formOf(words: readonly string[]): OutputForm {
  if (words.includes(EVENTS)) return 'events';
  return words.includes('--json') ? 'document' : 'text';
}

/** The line that a pre-push hook has: nothing in it needs a parser, whose loading takes longer than the answer. */
function isPush([command, hook, ...given]: readonly string[]): boolean {
  return command === 'hook' && hook === 'pre-push' && !given.some((text) => text.startsWith('-'));
}
