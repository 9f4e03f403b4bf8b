import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CandidateProof } from './prove-candidate';

/** Copies a run to `run/`, and to `attestation.json` the DSSE envelope of what it proved, if it did. */
export async function writeProofFolder(path: string, proof: CandidateProof): Promise<void> {
  // It was empty before the gate ran, so whatever is there now was put there by what was gated.
  await rm(path, { recursive: true, force: true });
  await mkdir(path, { recursive: true });
  if (proof.run !== null) await cp(proof.run.folder, join(path, 'run'), { recursive: true });
  if (proof.kind === 'proven') {
    await writeFile(join(path, 'attestation.json'), `${JSON.stringify(proof.envelope)}\n`);
  }
}
