import type { Command } from 'commander';
import { usageError } from '@storygate/core/errors/storygate-error';
import type { Output } from '../output';
import { connect, type Exit } from './command';

interface Options {
  readonly json?: boolean;
  readonly in?: string;
  readonly command?: string;
}

type Answer = (output: Output, options: Options, given: readonly string[]) => Promise<number>;
/** What answers each hook; someone waits for it, so each loads no more than it needs. */
const HOOKS: Readonly<Record<string, Answer>> = {
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
  'agent-command': (output, _options, [agent]) => {
    const { answerAgentCommand } =
      require('../hooks/agent-command') as typeof import('../hooks/agent-command');
    return answerAgentCommand(output, agent);
  },
  'agent-stop': (output, _options, [agent]) => {
    const { answerAgentStop } =
      require('../hooks/agent-stop') as typeof import('../hooks/agent-stop');
    return answerAgentStop(output, agent);
  },
};

/** `storygate hook <name>`: what the hooks of git and of agents call, with what they are told on standard input. */
export function hookCommand(program: Command, exit: Exit): void {
  const command = program
    .command('hook')
    .description(
      'what git hooks call: pre-push, reference-transaction; on a server pre-receive, receive-transaction; and hooks of agents: agent-command, agent-stop',
    )
    .argument('<name>', 'the hook')
    .argument('[arguments...]', 'what git gives the hook; the name of the agent')
    .option(
      '--in <folder>',
      'a checkout of the repository, or the bare one (default: the current folder)',
    )
    .option('--command <line>', 'the git command that is under way, for better advice');
  connect<Options>(command, exit, async (output, [name = '', ...given], options) => {
    const answer = Object.hasOwn(HOOKS, name) ? HOOKS[name] : undefined;
    if (answer === undefined) throw noSuchHook(name);
    return answer(output, options, given);
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
