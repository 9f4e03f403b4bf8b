import type { Command } from 'commander';
import { unreachable } from '@storygate/core/errors/unreachable';
import { readApprover } from '@storygate/core/governance/approver';
import { certifyTrunk } from '@storygate/core/landing/certify';
import { openContext } from '../context';
import { EXIT } from '../exit-code';
import { gateDocument, renderRedGate, summarizeGate } from '../render/gate';
import { short } from '../render/short';
import { connect, type Exit } from './command';

/** `storygate certify`: prove trunk's tip, when commits got there without proof. */
export function certifyCommand(program: Command, exit: Exit): void {
  const command = program
    .command('certify')
    .description(
      "gate trunk's tip against its last proven commit, and attest what got in without proof",
    );
  connect<{ readonly json?: boolean }>(command, exit, async (output) => {
    const { repository } = await openContext(output);
    const end = await certifyTrunk(repository, await readApprover(repository), output.emit);
    const { name, commit } = end.trunk;
    switch (end.kind) {
      case 'proven-before':
        output.document({ trunk: name, commit, certified: [] });
        output.say(`nothing to certify: every commit of ${name} is proven`);
        return EXIT.done;
      case 'rejected':
        output.document({ ...gateDocument(end.run), trunk: name, certified: [] });
        renderRedGate(output, end.run, `cannot certify ${name} at ${short(commit)}`);
        return EXIT.refused;
      case 'certified':
        output.document({ trunk: name, commit, certified: end.commits, run: end.run.run.number });
        output.say(
          `certified ${name} at ${short(commit)} with ${end.commits.map(short).join(', ')} (${summarizeGate(end.run.run)})`,
        );
        return EXIT.done;
      default:
        return unreachable(end, 'certification');
    }
  });
}
