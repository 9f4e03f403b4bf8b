import type { Command } from 'commander';
import { auditTrunk, fetchLedger, GitFailed } from '@storygate/core';
import { openContext, type Context } from '../context';
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
    const context = await openContext(output);
    const { repository, trunk } = context;
    await refreshLedger(context);
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

/** `git fetch` brings trunk without its ledger, and commits would seem unproven. */
async function refreshLedger({ output, repository, trunk }: Context): Promise<void> {
  if (trunk.remote === null) return;
  try {
    await fetchLedger(repository.git, trunk.remote);
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error;
    output.tell(
      `warning: held against the ledger as last seen, for ${trunk.remote} can't be reached: ${error.message} [REMOTE_AWAY]`,
    );
  }
}
