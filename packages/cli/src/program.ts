import { Command, CommanderError } from 'commander';
import { usageError, VERSION } from '@storygate/core';
import { approveCommand } from './commands/approve';
import { auditCommand } from './commands/audit';
import { certifyCommand } from './commands/certify';
import type { Exit } from './commands/command';
import { doctorCommand } from './commands/doctor';
import { gateCommand } from './commands/gate';
import { hookCommand } from './commands/hook';
import { logsCommand } from './commands/logs';
import { mergeCommand } from './commands/merge';
import { queueCommand } from './commands/queue';
import { removeCommand } from './commands/remove';
import { runnerCommand } from './commands/runner';
import { serverCommand } from './commands/server';
import { statusCommand } from './commands/status';
import { storyCommand } from './commands/story';
import { EXIT, exitCodeOf } from './exit-code';
import { createOutput } from './output';
import { renderError } from './render/error';

/** The whole command line, every command connected. */
export function createProgram(exit: Exit): Command {
  const program = new Command('storygate')
    .description('Parallel story worktrees for Nx, with a trunk that only proven code can reach.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .showHelpAfterError(false);
  for (const add of [
    storyCommand,
    statusCommand,
    gateCommand,
    mergeCommand,
    queueCommand,
    approveCommand,
    logsCommand,
    removeCommand,
    auditCommand,
    certifyCommand,
    doctorCommand,
    serverCommand,
    runnerCommand,
    hookCommand,
  ]) {
    add(program, exit);
  }
  program.commands.forEach(quiet);
  return program;
}

/** Errors of a command and those below it end in `runCommandLine`, which words them. */
function quiet(command: Command): void {
  command
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .allowExcessArguments(false);
  command.commands.forEach(quiet);
}

/** Runs one command line and returns its exit code; never throws. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const exit: Exit = { code: EXIT.done, output: createOutput(args.includes('--json')) };
  try {
    const program = createProgram(exit);
    if (args.length === 0) {
      program.outputHelp();
      return EXIT.usage;
    }
    await program.parseAsync(args, { from: 'user' });
    return exit.code;
  } catch (error) {
    if (error instanceof CommanderError) return usage(exit, error);
    renderError(exit.output, error);
    return exitCodeOf(error);
  } finally {
    exit.output.settle();
  }
}

function usage(exit: Exit, error: CommanderError): number {
  // Commander ends --help and --version this way too.
  if (error.exitCode === 0) return EXIT.done;
  const failure = usageError({
    code: 'USAGE',
    message: error.message.replace(/^error: /, '').replace(/\.$/, ''),
    hints: ['See `npx storygate --help`, or `npx storygate <command> --help`.'],
  });
  renderError(exit.output, failure);
  return exitCodeOf(failure);
}
