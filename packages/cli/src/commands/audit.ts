import { resolve } from 'node:path';
import type { Command } from 'commander';
import { auditTrunk } from '@storygate/core/audit/audit';
import { exportAttestations } from '@storygate/core/audit/export-attestations';
import { GitFailed } from '@storygate/core/git/git-failed';
import { fetchTrunk } from '@storygate/core/landing/remote-trunk';
import { requireTrunk, type Trunk } from '@storygate/core/repository/trunk';
import { requireEmptyFolder } from '@storygate/core/state/empty-folder';
import { openContext, type Context } from '../context';
import { EXIT } from '../exit-code';
import { isClean, renderAudit, renderExport } from '../render/audit';
import { connect, type Exit } from './command';

interface Options {
  readonly json?: boolean;
  readonly export?: string;
}

/** `storygate audit`: name every commit that got onto trunk without proof, and every proven one that it lost. */
export function auditCommand(program: Command, exit: Exit): void {
  const command = program
    .command('audit')
    .description(
      "hold trunk's history against the ledger, and name every commit that got in without proof or was taken away",
    )
    .option(
      '--export <folder>',
      'write the attestations of proven commits as in-toto bundles, with the public keys, into a new folder',
    );
  connect<Options>(command, exit, async (output, _, options) => {
    const context = await openContext(output);
    const { repository } = context;
    const folder = options.export === undefined ? null : resolve(options.export);
    if (folder !== null) await requireEmptyFolder(folder, '--export');
    const trunk = await refreshTrunk(context);
    const audit = await auditTrunk(repository, trunk);
    const exported =
      folder === null
        ? null
        : { folder, ...(await exportAttestations(repository, trunk, audit, folder)) };
    output.document({ ...audit, export: exported });
    renderAudit(output, audit, trunk);
    if (exported !== null) renderExport(output, exported);
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
