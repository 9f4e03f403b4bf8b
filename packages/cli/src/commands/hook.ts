import type { Command } from 'commander';
import {
  checkPush,
  checkReceive,
  checkRefUpdates,
  checkTransaction,
  requireRepository,
  usageError,
} from '@storygate/core';
import { EXIT } from '../exit-code';
import type { Output } from '../output';
import { renderPushVerdict } from '../render/push';
import { renderReceiveVerdict } from '../render/receive';
import { renderRefVerdict } from '../render/ref-verdict';
import { connect, type Exit } from './command';

interface Options {
  readonly json?: boolean;
  readonly in?: string;
  readonly command?: string;
}

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
  connect<Options>(command, exit, async (output, [name], options) => {
    if (name === undefined || !HOOKS.includes(name)) throw noSuchHook(name ?? '');
    const input = await readStandardInput();
    const folder = options.in ?? process.cwd();
    switch (name) {
      case 'pre-receive':
        return report(
          output,
          await checkReceive(folder, input),
          ({ kind }) => kind === 'allowed',
          renderReceiveVerdict,
        );
      case 'receive-transaction':
        return report(
          output,
          await checkTransaction(folder, input),
          ({ kind }) => kind === 'allowed',
          renderReceiveVerdict,
        );
      case 'pre-push':
        return report(
          output,
          await checkPush(await requireRepository(folder), input, output.emit),
          ({ kind }) => kind === 'allowed',
          renderPushVerdict,
        );
      case 'reference-transaction':
        return report(
          output,
          await checkRefUpdates(await requireRepository(folder), input),
          ({ verdict }) => verdict.kind === 'allowed',
          (to, verdict) => renderRefVerdict(to, verdict, options.command ?? ''),
        );
      default:
        throw noSuchHook(name);
    }
  });
}

const HOOKS = ['pre-push', 'reference-transaction', 'pre-receive', 'receive-transaction'];

function noSuchHook(name: string) {
  return usageError({
    code: 'NO_SUCH_HOOK',
    message: `storygate has no hook ${JSON.stringify(name)}`,
    hints: [`The hooks are ${HOOKS.join(', ')}.`],
  });
}

async function readStandardInput(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) text += String(chunk);
  return text;
}

/** Renders each verdict and tells git, by the exit code, whether it may go on. */
function report<Verdict extends { readonly ref: string }>(
  output: Output,
  verdicts: readonly Verdict[],
  isAllowed: (verdict: Verdict) => boolean,
  render: (output: Output, verdict: Verdict) => void,
): number {
  for (const verdict of verdicts) render(output, verdict);
  output.document({
    refs: verdicts.map((verdict) => ({ ref: verdict.ref, allowed: isAllowed(verdict) })),
  });
  return verdicts.every(isAllowed) ? EXIT.done : EXIT.refused;
}
