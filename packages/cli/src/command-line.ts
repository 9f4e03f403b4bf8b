import type { Exit } from './commands/command';
import { findStorageTrouble } from '@storygate/core/errors/storage-trouble';
import { EXIT, exitCodeOf } from './exit-code';
import { createOutput, type Output, type OutputForm } from './output';
import { renderError } from './render/error';

/** Runs one command line and returns its exit code; never throws. */
export async function runCommandLine(line: readonly string[]): Promise<number> {
  const { words, passed } = splitPassed(line);
  const exit: Exit = { code: EXIT.done, output: createOutput(formOf(words)), passed };
  // Commander would take the word after an option with a value of its own choice for that value.
  const args = words.map((word) => (word === EVENTS ? '--json' : word));
  try {
    const answer = answerToHook(args);
    if (answer !== null) return await answer(exit.output);
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

/** The lines that hooks have: nothing in them needs a parser, whose loading takes longer than the answer. */
function answerToHook([command, hook, ...given]: readonly string[]):
  ((output: Output) => Promise<number>) | null {
  if (command !== 'hook' || given.some((text) => text.startsWith('-'))) return null;
  switch (hook) {
    case 'pre-push':
      return (output) => slow.prePush().answerPrePush(output, process.cwd());
    case 'agent-command':
      return (output) => slow.agentCommand().answerAgentCommand(output, given[0]);
    case 'agent-stop':
      return (output) => slow.agentStop().answerAgentStop(output, given[0]);
    default:
      return null;
  }
}

/** What only one of the hooks needs. */
const slow = {
  prePush: () => require('./hooks/pre-push') as typeof import('./hooks/pre-push'),
  agentCommand: () => require('./hooks/agent-command') as typeof import('./hooks/agent-command'),
  agentStop: () => require('./hooks/agent-stop') as typeof import('./hooks/agent-stop'),
};
