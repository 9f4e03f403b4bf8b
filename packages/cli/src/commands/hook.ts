import type { Command } from 'commander';
import { usageError } from '@storygate/core/errors/storygate-error';
import type { Output } from '../output';
import { connect, type Exit } from './command';

interface Options {
  readonly json?: boolean;
  readonly in?: string;
  readonly command?: string;
}

/** What answers each hook; git waits for it, so each loads no more than it needs. */
const HOOKS: Readonly<Record<string, (output: Output, options: Options) => Promise<number>>> = {
  'pre-push': (output, options) => {
    const { answerPrePush } = require('../hooks/pre-push') as typeof import('../hooks/pre-push');
    return answerPrePush(output, folderOf(options));
  },
  'reference-transaction': (output, options) => {
    const { answerReferenceTransaction } =
      require('../hooks/reference-transaction') as typeof import('../hooks/reference-transaction');
    return answerReferenceTransaction(output, folderOf(options), options.command ?? '');
  },
  'pre-receive': (output, options) => {
    const { answerPreReceive } =
      require('../hooks/pre-receive') as typeof import('../hooks/pre-receive');
    return answerPreReceive(output, folderOf(options));
  },
  'receive-transaction': (output, options) => {
    const { answerReceiveTransaction } =
      require('../hooks/receive-transaction') as typeof import('../hooks/receive-transaction');
    return answerReceiveTransaction(output, folderOf(options));
  },
};

/** `storygate hook <name>`: what git's hooks call, with git's lines on standard input. */
export function hookCommand(program: Command, exit: Exit): void {
  const command = program
    .command('hook')
    .description(
      'what git hooks call: pre-push, reference-transaction; on a server pre-receive, receive-transaction',
    )
    .argument('<name>', 'the hook')
    .argument('[arguments...]', 'what git gives the hook')
    .option(
      '--in <folder>',
      'a checkout of the repository, or the bare one (default: the current folder)',
    )
    .option('--command <line>', 'the git command that is under way, for better advice');
  connect<Options>(command, exit, async (output, [name = ''], options) => {
    const answer = Object.hasOwn(HOOKS, name) ? HOOKS[name] : undefined;
    if (answer === undefined) throw noSuchHook(name);
    return answer(output, options);
  });
}

function folderOf(options: Options): string {
  return options.in ?? process.cwd();
}

function noSuchHook(name: string) {
  return usageError({
    code: 'NO_SUCH_HOOK',
    message: `storygate has no hook ${JSON.stringify(name)}`,
    hints: [`The hooks are ${Object.keys(HOOKS).join(', ')}.`],
  });
}
