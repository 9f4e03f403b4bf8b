import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { StoredRun } from '../gate/run-record';
import { attest, type Governance } from '../ledger/attestation';
import { sealStatement, type Envelope } from '../ledger/envelope';
import { requireSigningKey } from '../ledger/signing-key';
import type { Candidate } from '../candidate/make-candidate';
import type { Repository } from '../repository/repository';
import { VERSION } from '../version';

/** Signs the statement that a candidate passed. */
export async function sealCandidate(
  repository: Repository,
  candidate: Candidate,
  stored: StoredRun,
  place: { readonly nxRoot: string; readonly governance: Governance },
): Promise<Envelope> {
  const tools = {
    storygate: VERSION,
    node: process.version,
    git: (await repository.git.line(['--version'])).replace(/^git version /, ''),
    nx: nxVersion(place.nxRoot),
  };
  return sealStatement(
    attest(stored.run, candidate.head, tools, place.governance),
    await requireSigningKey(repository.git, repository.layout),
  );
}

function nxVersion(nxRoot: string): string {
  const manifest = createRequire(join(nxRoot, 'package.json'))('nx/package.json') as {
    version: string;
  };
  return manifest.version;
}
