import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { GateRun } from '../gate/run-record';
import { attest, type Circumstances } from '../ledger/attestation';
import { sealStatement, type Envelope } from '../ledger/envelope';
import { appendEntries, attestedEntry } from '../ledger/ledger';
import { requireSigningKey } from '../ledger/signing-key';
import type { Candidate } from '../candidate/make-candidate';
import type { Repository } from '../repository/repository';
import { VERSION } from '../version';
import type { ProvenCandidate } from './move-trunk';

/** A candidate, a run whose record speaks of exactly it, and what else a statement says. */
export interface PassedCandidate {
  readonly candidate: Candidate;
  readonly run: GateRun;
  readonly circumstances: Circumstances;
}

/**
 * Signs the statements that candidates passed, and appends them to the local ledger together, in their order. `nxRoot` is
 * the gate workspace's Nx workspace, whose tools ran.
 */
export async function attestCandidates(
  repository: Repository,
  nxRoot: string,
  passed: readonly PassedCandidate[],
): Promise<ProvenCandidate[]> {
  const sealed = await sealCandidates(repository, nxRoot, passed);
  await appendSealed(repository, sealed);
  return sealed;
}

/** The first half of that: signs, and leaves the ledger as it is. The gate workspace must still be as the gate left it. */
export async function sealCandidates(
  repository: Repository,
  nxRoot: string,
  passed: readonly PassedCandidate[],
): Promise<ProvenCandidate[]> {
  if (passed.length === 0) return [];
  const seal = await createSeal(repository, nxRoot);
  const proven: ProvenCandidate[] = [];
  for (const one of passed) {
    proven.push({ candidate: one.candidate, envelope: await seal(one) });
  }
  return proven;
}

/** The other half: from here on the ledger proves what was signed. */
export async function appendSealed(
  { git }: Repository,
  sealed: readonly ProvenCandidate[],
): Promise<void> {
  if (sealed.length === 0) return;
  const entries = sealed.map(({ candidate, envelope }) => attestedEntry(candidate, envelope));
  await appendEntries(git, entries);
}

/** The same for one candidate. */
export async function attestCandidate(
  repository: Repository,
  nxRoot: string,
  passed: PassedCandidate,
): Promise<Envelope> {
  const seal = await createSeal(repository, nxRoot);
  const envelope = await seal(passed);
  await appendEntries(repository.git, [attestedEntry(passed.candidate, envelope)]);
  return envelope;
}

/** What signs statements: the key and the tools that they name are the same for all of a landing. */
async function createSeal(
  { git, layout }: Repository,
  nxRoot: string,
): Promise<(passed: PassedCandidate) => Promise<Envelope>> {
  const key = await requireSigningKey(git, layout);
  const tools = {
    storygate: VERSION,
    node: process.version,
    git: (await git.line(['--version'])).replace(/^git version /, ''),
    nx: nxVersion(nxRoot),
  };
  return ({ run, candidate, circumstances }) =>
    sealStatement(attest(run, candidate.head, tools, circumstances), key);
}

function nxVersion(nxRoot: string): string {
  const manifest = createRequire(join(nxRoot, 'package.json'))('nx/package.json') as {
    version: string;
  };
  return manifest.version;
}
