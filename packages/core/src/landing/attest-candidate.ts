import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { GateRun } from '../gate/run-record';
import { attest, type Circumstances } from '../ledger/attestation';
import { sealStatement, type Envelope } from '../ledger/envelope';
import { appendAttestation } from '../ledger/ledger';
import { requireSigningKey } from '../ledger/signing-key';
import type { Candidate } from '../candidate/make-candidate';
import type { Repository } from '../repository/repository';
import { VERSION } from '../version';

/** A run whose record speaks of exactly the candidate, and what else a statement says. */
export interface CandidateRun {
  readonly run: GateRun;
  /** The gate workspace's Nx workspace, whose tools ran. */
  readonly nxRoot: string;
  readonly circumstances: Circumstances;
}

/** Signs the statement that a candidate passed, and appends it to the local ledger. */
export async function attestCandidate(
  repository: Repository,
  candidate: Candidate,
  { run, nxRoot, circumstances }: CandidateRun,
): Promise<Envelope> {
  const tools = {
    storygate: VERSION,
    node: process.version,
    git: (await repository.git.line(['--version'])).replace(/^git version /, ''),
    nx: nxVersion(nxRoot),
  };
  const envelope = await sealStatement(
    attest(run, candidate.head, tools, circumstances),
    await requireSigningKey(repository.git, repository.layout),
  );
  await appendAttestation(repository.git, candidate, envelope);
  return envelope;
}

function nxVersion(nxRoot: string): string {
  const manifest = createRequire(join(nxRoot, 'package.json'))('nx/package.json') as {
    version: string;
  };
  return manifest.version;
}
