import { type Command, InvalidArgumentError } from 'commander';
import { checkPush, requireRepository, unreachable, type PushVerdict } from '@storygate/core';
import { EXIT } from '../exit-code';
import type { Output } from '../output';
import { renderRedGate, summarizeGate } from '../render/gate';
import { short } from '../render/merge';
import { connect, type Exit } from './command';

/** `storygate hook pre-push`: what git's hook calls, with git's lines on standard input. */
export function hookCommand(program: Command, exit: Exit): void {
  const command = program
    .command('hook')
    .description('what git hooks call')
    .argument('<name>', 'the hook: pre-push', (name: string) => {
      if (name !== 'pre-push')
        throw new InvalidArgumentError('The hook that Storygate has is pre-push.');
      return name;
    })
    .argument('[arguments...]', 'what git gives the hook');
  connect<{ readonly json?: boolean }>(command, exit, async (output) => {
    const input = await readStandardInput();
    const repository = await requireRepository(process.cwd());
    const verdicts = await checkPush(repository, input, output.emit);
    for (const verdict of verdicts) render(output, verdict);
    output.document({ refs: verdicts.map(({ kind, ref }) => ({ ref, verdict: kind })) });
    return verdicts.every(({ kind }) => kind === 'allowed') ? EXIT.done : EXIT.refused;
  });
}

async function readStandardInput(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) text += String(chunk);
  return text;
}

function render(output: Output, verdict: PushVerdict): void {
  switch (verdict.kind) {
    case 'allowed':
      if (verdict.evidence !== null) {
        output.tell(`story/${verdict.story} is green: ${summarizeGate(verdict.evidence.run)}`);
      }
      break;
    case 'gate-not-green':
      renderRedGate(output, verdict.run, `cannot push story/${verdict.story}`);
      break;
    case 'trunk-refused':
      renderTrunkRefusal(output, verdict);
      break;
    default:
      unreachable(verdict, 'verdict');
  }
}

function renderTrunkRefusal(
  output: Output,
  { ref, why }: Extract<PushVerdict, { kind: 'trunk-refused' }>,
): void {
  const branch = ref.replace('refs/heads/', '');
  switch (why.kind) {
    case 'deletion':
      output.tell(`error: cannot push: it would delete trunk ${branch} [TRUNK_REFUSED]`);
      break;
    case 'rewrite':
      output.tell(
        `error: cannot push ${branch}: it would throw away commits that are on trunk there [TRUNK_REFUSED]`,
      );
      output.tell(`hint: bring them in first with \`git pull --ff-only\``);
      break;
    case 'unattested': {
      const [first] = why.commits;
      output.tell(
        `error: cannot push ${branch}: the ledger does not attest ${short(first?.commit ?? null)}` +
          `${why.commits.length > 1 ? ` and ${why.commits.length - 1} more` : ''}: ${first?.reason ?? ''} [TRUNK_REFUSED]`,
      );
      output.tell('hint: land work with `npx storygate merge <story>`; your commits are untouched');
      output.tell(
        `hint: to turn commits on ${branch} into a story: \`git branch story/<id> ${branch}\`, then \`git reset --keep @{upstream}\``,
      );
      break;
    }
    default:
      unreachable(why, 'problem');
  }
}
