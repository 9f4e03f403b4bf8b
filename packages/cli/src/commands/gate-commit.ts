import { join, resolve } from 'node:path';
import { usageError } from '@storygate/core/errors/storygate-error';
import { unreachable } from '@storygate/core/errors/unreachable';
import {
  gateCommit,
  type CommitGate,
  type CommitRequest,
} from '@storygate/core/landing/gate-commit';
import { writeProofFolder } from '@storygate/core/landing/proof-folder';
import { requireRepository } from '@storygate/core/repository/repository';
import { requireEmptyFolder } from '@storygate/core/state/empty-folder';
import { EXIT } from '../exit-code';
import type { Output } from '../output';
import { differenceLines } from '../render/approval';
import { didNotRunHints, gateDocument, renderWhatFailed, summarizeGate } from '../render/gate';

/** The options of `gate` that name a commit instead of a story. */
export interface CommitOptions {
  readonly merged?: boolean;
  readonly commit?: string;
  readonly base?: string;
  readonly output?: string;
}

/** A gate of a commit that someone else merged; `output` is absolute, or null for no copy. */
export interface NamedCommitGate extends CommitRequest {
  readonly output: string | null;
}

/** What `gate --merged --commit --base` asks for, null when a story is meant, or a usage error for half of it. */
export function parseCommitGate(
  story: string | undefined,
  { merged, commit, base, output }: CommitOptions,
): NamedCommitGate | null {
  if (commit === undefined && base === undefined && output === undefined) return null;
  if (story === undefined && merged && commit !== undefined && base !== undefined)
    return { commit, base, output: output === undefined ? null : resolve(output) };
  throw usageError({
    code: 'HALF_A_COMMIT_GATE',
    message: 'to gate a commit, give `--merged`, `--commit` and `--base`, and no story',
    hints: ['For example `npx storygate gate --merged --commit HEAD --base HEAD^1`.'],
  });
}

/** `storygate gate --merged --commit <commit> --base <commit>`: gate what a forge has merged, as CI does. */
export async function gateNamedCommit(output: Output, asked: NamedCommitGate): Promise<number> {
  const repository = await requireRepository(process.cwd());
  if (asked.output !== null) await requireEmptyFolder(asked.output, '--output');
  const gate = await gateCommit(repository, asked, output.emit);
  if (asked.output !== null) await writeProofFolder(asked.output, gate.proof);
  return report(output, gate, asked.output);
}

function report(output: Output, { candidate, proof }: CommitGate, folder: string | null): number {
  const { commit, base, tree } = candidate;
  const what = `${commit.slice(0, 10)} on ${base.slice(0, 10)}`;
  const document = { ...gateDocument(proof.run), output: folder };
  switch (proof.kind) {
    case 'proven':
      output.document({ ...document, attestation: `${tree}/${base}`, differences: [] });
      output.say(`${what} is green: ${summarizeGate(proof.run.run)}`);
      return EXIT.done;
    case 'rejected':
      output.document({ ...document, attestation: null, differences: [] });
      renderWhatFailed(output, proof.run, `${what} is not green`);
      output.tell(
        `hint: reproduce with \`npx storygate gate --merged --commit ${commit} --base ${base}\`; full logs: ${folder === null ? proof.run.folder : join(folder, 'run')}`,
      );
      for (const hint of didNotRunHints(proof.run.run)) output.tell(`hint: ${hint}`);
      return EXIT.refused;
    case 'needs-approval':
      output.document({ ...document, attestation: null, differences: proof.differences });
      output.tell(
        `error: ${what} can't be proven: it is green, but changes what governs gates [NEEDS_APPROVAL]`,
      );
      for (const line of differenceLines(proof.differences)) output.tell(`  ${line}`);
      output.tell(
        'hint: whoever may decide that looks at it, and lands it past this check; nobody can approve it here',
      );
      return EXIT.refused;
    default:
      return unreachable(proof, 'proof');
  }
}
