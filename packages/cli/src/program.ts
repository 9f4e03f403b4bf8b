import { Command, CommanderError } from 'commander';
import { usageError } from '@storygate/core/errors/storygate-error';
import { VERSION } from '@storygate/core/version';
import type { Exit } from './commands/command';
import { EXIT } from './exit-code';

/** What adds each command. It loads when it is asked for: what one command needs, another need not wait for. */
const COMMANDS: Readonly<Record<string, () => (program: Command, exit: Exit) => void>> = {
  story: () => (require('./commands/story') as typeof import('./commands/story')).storyCommand,
  open: () => (require('./commands/open') as typeof import('./commands/open')).openCommand,
  status: () => (require('./commands/status') as typeof import('./commands/status')).statusCommand,
  gate: () => (require('./commands/gate') as typeof import('./commands/gate')).gateCommand,
  merge: () => (require('./commands/merge') as typeof import('./commands/merge')).mergeCommand,
  queue: () => (require('./commands/queue') as typeof import('./commands/queue')).queueCommand,
  sync: () => (require('./commands/sync') as typeof import('./commands/sync')).syncCommand,
  approve: () =>
    (require('./commands/approve') as typeof import('./commands/approve')).approveCommand,
  run: () => (require('./commands/run') as typeof import('./commands/run')).runCommand,
  stop: () => (require('./commands/stop') as typeof import('./commands/stop')).stopCommand,
  logs: () => (require('./commands/logs') as typeof import('./commands/logs')).logsCommand,
  remove: () => (require('./commands/remove') as typeof import('./commands/remove')).removeCommand,
  restore: () =>
    (require('./commands/restore') as typeof import('./commands/restore')).restoreCommand,
  archive: () =>
    (require('./commands/archive') as typeof import('./commands/archive')).archiveCommand,
  audit: () => (require('./commands/audit') as typeof import('./commands/audit')).auditCommand,
  certify: () =>
    (require('./commands/certify') as typeof import('./commands/certify')).certifyCommand,
  doctor: () => (require('./commands/doctor') as typeof import('./commands/doctor')).doctorCommand,
  server: () => (require('./commands/server') as typeof import('./commands/server')).serverCommand,
  runner: () => (require('./commands/runner') as typeof import('./commands/runner')).runnerCommand,
  hook: () => (require('./commands/hook') as typeof import('./commands/hook')).hookCommand,
};

/** The command line with the command that is `asked` for connected, or with every one where that is none. */
export function createProgram(exit: Exit, asked = ''): Command {
  const program = new Command('storygate')
    .description('Parallel story worktrees for Nx, with a trunk that only proven code can reach.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .showHelpAfterError(false);
  const one = Object.hasOwn(COMMANDS, asked) ? COMMANDS[asked] : undefined;
  for (const add of one === undefined ? Object.values(COMMANDS) : [one]) add()(program, exit);
  program.commands.forEach(quiet);
  return program;
}

/** Errors of a command and those below it end in `runProgram`, which words them. */
function quiet(command: Command): void {
  command
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .allowExcessArguments(false);
  command.commands.forEach(quiet);
}

/** Runs one command line and returns its exit code; throws what the command throws, and usage errors. */
export async function runProgram(exit: Exit, args: readonly string[]): Promise<number> {
  const program = createProgram(exit, args[0]);
  if (args.length === 0) {
    program.outputHelp();
    return EXIT.usage;
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return exit.code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Commander ends --help and --version this way too.
    if (error.exitCode === 0) return EXIT.done;
    throw usageError({
      code: 'USAGE',
      message: error.message.replace(/^error: /, '').replace(/\.$/, ''),
      hints: ['See `npx storygate --help`, or `npx storygate <command> --help`.'],
    });
  }
}
