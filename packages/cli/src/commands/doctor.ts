import type { Command } from 'commander';
import { examine } from '@storygate/core/doctor/examine';
import { mend } from '@storygate/core/doctor/mend';
import type { Diagnosis } from '@storygate/core/doctor/problem';
import { openContext } from '../context';
import { EXIT } from '../exit-code';
import type { Output } from '../output';
import { connect, type Exit } from './command';

interface Options {
  readonly json?: boolean;
  readonly fix?: boolean;
}

/** `storygate doctor`: is every worktree isolated and armed, and which protection is active. */
export function doctorCommand(program: Command, exit: Exit): void {
  const command = program
    .command('doctor')
    .description(
      'tell whether every worktree is isolated and armed, and which protection is active',
    )
    .option(
      '--fix',
      'mend what needs no decision: hooks, abandoned locks, dependencies changed in place, checkouts left detached',
    );
  connect<Options>(command, exit, async (output, _, options) => {
    const { repository, trunk } = await openContext(output);
    if (options.fix) await mend(repository, trunk, output.emit);
    const diagnosis = await examine(repository, trunk);
    output.document(diagnosis);
    render(output, diagnosis);
    return diagnosis.problems.length === 0 ? EXIT.done : EXIT.refused;
  });
}

function render(output: Output, { worktrees, layers, problems }: Diagnosis): void {
  output.say('worktrees');
  for (const { path, armed, isolated } of worktrees) {
    output.say(
      `  ${armed ? 'armed  ' : 'UNARMED'}  ${isolated ? 'isolated    ' : 'NOT ISOLATED'}  ${path}`,
    );
  }
  output.say('protection');
  for (const { layer, name, active, meaning } of layers) {
    output.say(`  ${layer}  ${active ? 'on ' : 'off'}  ${name}`);
    output.say(`           ${meaning}`);
  }
  for (const { code, message, fix } of problems) {
    output.tell(`error: ${message} [${code}]`);
    output.tell(`hint: \`${fix}\``);
  }
  if (problems.length === 0) output.say('nothing is wrong');
}
