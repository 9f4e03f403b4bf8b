import type { Command } from 'commander';
import { auditTrunk, fetchTrunk, GitFailed, requireTrunk, type Trunk } from '@storygate/core';
import { openContext, type Context } from '../context';
import { EXIT } from '../exit-code';
import { isClean, renderAudit } from '../render/audit';
import { connect, type Exit } from './command';

/** `storygate audit`: name every commit that got onto trunk without proof, and every proven one that it lost. */
export function auditCommand(program: Command, exit: Exit): void {
  const command = program
    .command('audit')
    .description(
      "hold trunk's history against the ledger, and name every commit that got in without proof or was taken away",
    );
  connect<{ readonly json?: boolean }>(command, exit, async (output) => {
    const context = await openContext(output);
    const trunk = await refreshTrunk(context);
    const audit = await auditTrunk(context.repository, trunk);
    output.document(audit);
    renderAudit(output, audit, trunk);
    return isClean(audit) ? EXIT.done : EXIT.refused;
  });
}

/** `git fetch` brings trunk without its ledger, and commits would seem unproven. */
async function refreshTrunk({ output, repository, trunk }: Context): Promise<Trunk> {
  const { remote, branch } = trunk;
  if (remote === null) return trunk;
  try {
    await fetchTrunk(repository.git, { remote, branch });
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error;
    output.tell(
      `warning: trunk and ledger are looked at as last seen, for ${remote} can't be reached: ${error.message} [REMOTE_AWAY]`,
    );
  }
  return requireTrunk(repository);
}
