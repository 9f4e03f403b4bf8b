import type { Command } from 'commander';
import { auditTrunk } from '@storygate/core';
import { openContext } from '../context';
import { EXIT } from '../exit-code';
import { short } from '../render/merge';
import { connect, type Exit } from './command';

/** `storygate audit`: name every commit that got onto trunk without proof. */
export function auditCommand(program: Command, exit: Exit): void {
  const command = program
    .command('audit')
    .description(
      "hold trunk's history against the ledger, and name every commit that got in without proof",
    );
  connect<{ readonly json?: boolean }>(command, exit, async (output) => {
    const { repository, trunk } = await openContext(output);
    const audit = await auditTrunk(repository, trunk);
    output.document(audit);
    if (audit.from === null) {
      output.say(`${trunk.name} does not name @storygate/nx in nx.json yet, so nothing is checked`);
      return EXIT.done;
    }
    if (audit.unattested.length === 0) {
      output.say(
        `commits of ${trunk.name} since ${short(audit.from)}: ${audit.checked}, every one attested`,
      );
      return EXIT.done;
    }
    const [n, all] = [audit.unattested.length, audit.checked];
    output.tell(
      `error: ${n} of ${all} commits of ${trunk.name} since ${short(audit.from)} got in without proof [UNATTESTED]`,
    );
    for (const { commit, subject, reason } of audit.unattested) {
      output.tell(`  ${short(commit)} ${subject} (${reason})`);
    }
    output.tell(
      'hint: look at each with `git show <commit>`; land changes with `npx storygate merge <story>`',
    );
    return EXIT.refused;
  });
}
