import type { Command } from 'commander';
import { usageError } from '@storygate/core/errors/storygate-error';
import { unreachable } from '@storygate/core/errors/unreachable';
import { readApprover } from '@storygate/core/governance/approver';
import { approveSetup } from '@storygate/core/governance/setup-approval';
import { approveStory } from '@storygate/core/landing/approve-story';
import { parseStoryId } from '@storygate/core/names/story-id';
import { openContext, type Context } from '../context';
import { EXIT } from '../exit-code';
import { gateDocument, renderRedGate } from '../render/gate';
import { connect, type Exit } from './command';

interface Options {
  readonly json?: boolean;
  readonly setup?: boolean;
}

/**
 * `storygate approve <story>`: the director's word that a change to what governs gates is wanted. `--setup`: the user's
 * word that the repository's set-up commands may run here.
 */
export function approveCommand(program: Command, exit: Exit): void {
  const command = program
    .command('approve')
    .description(
      'approve what a story changes of what governs gates, for exactly the tree that would land now',
    )
    .argument('[story]', 'the story')
    .option(
      '--setup',
      'instead of a story: the set-up commands of stories.setup, in exactly their text',
    );
  connect<Options>(command, exit, async (output, [name], options) => {
    if ((name === undefined) !== (options.setup === true)) throw approveWhat();
    const context = await openContext(output);
    if (name === undefined) return approveOwnSetup(context);
    const id = parseStoryId(name);
    const { repository, trunk } = context;
    const approver = await readApprover(repository);
    const { gate, published } = await approveStory(repository, id, approver, output.emit);
    switch (gate.kind) {
      case 'nothing-to-merge':
        output.document({ story: id, approved: false, reason: 'nothing to merge' });
        output.say(`nothing to approve: ${trunk.name} has all of story/${id} already`);
        return EXIT.done;
      case 'attested-before':
      case 'ran': {
        if (gate.kind === 'ran' && gate.run.run.result !== 'passed') {
          output.document({ ...gateDocument(gate.run), approved: false });
          renderRedGate(output, gate.run, `cannot approve story/${id}`);
          return EXIT.refused;
        }
        const { commit, tree, base } = gate.candidate;
        output.document({ story: id, approved: true, commit, tree, base, published });
        output.say(
          `approved: tree ${tree.slice(0, 10)} of story/${id} on ${trunk.name} at ${base.slice(0, 10)}`,
        );
        const runner = published ? ', or by a runner with `--no-wait`' : '';
        output.say(
          `land it with \`npx storygate merge ${id}\`${runner}; another tree needs another approval`,
        );
        if (trunk.remote !== null && !published)
          output.say(
            `a runner lands it only where options.merge.keys on ${trunk.name} names this clone's key`,
          );
        return EXIT.done;
      }
      case 'needs-approval':
        throw new Error("an approved candidate can't need approval");
      default:
        return unreachable(gate, 'gate');
    }
  });
}

/** The commands of trunk's tip, which are those that a new story runs. */
async function approveOwnSetup({ output, repository, trunk }: Context): Promise<number> {
  const commands = trunk.policy.options.stories.setup;
  if (commands.length > 0) await approveSetup(repository.layout, commands);
  output.document({ setup: commands, approved: commands.length > 0 });
  if (commands.length === 0) output.say(`nothing to approve: ${trunk.name} has no stories.setup`);
  else output.say('approved, in exactly this text, for new stories of this clone:');
  for (const command of commands) output.say(`  ${command}`);
  return EXIT.done;
}

function approveWhat() {
  return usageError({
    code: 'USAGE',
    message: 'approve takes either a story or `--setup`',
    hints: ['For example `npx storygate approve login`, or `npx storygate approve --setup`.'],
  });
}
