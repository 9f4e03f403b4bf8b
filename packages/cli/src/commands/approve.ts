import type { Command } from 'commander';
import { approveStory, parseStoryId, readApprover, unreachable } from '@storygate/core';
import { openContext } from '../context';
import { EXIT } from '../exit-code';
import { gateDocument, renderRedGate } from '../render/gate';
import { connect, type Exit } from './command';

/** `storygate approve <story>`: the director's word that a change to what governs gates is wanted. */
export function approveCommand(program: Command, exit: Exit): void {
  const command = program
    .command('approve')
    .description(
      'approve what a story changes of what governs gates, for exactly the tree that would land now',
    )
    .argument('<story>', 'the story');
  connect<{ readonly json?: boolean }>(command, exit, async (output, [name = '']) => {
    const id = parseStoryId(name);
    const { repository, trunk } = await openContext(output);
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
