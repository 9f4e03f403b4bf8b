import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../errors/messages';
import { refusal } from '../errors/storygate-error';
import type { CandidateProof } from './prove-candidate';

/** Refuses a folder that holds anything, so that no earlier proof in it can be taken for the one to come. */
export async function requireProofFolder(path: string): Promise<void> {
  if ((await namesIn(path))?.length === 0) return;
  throw refusal({
    code: 'OUTPUT_TAKEN',
    message: `${path} is not an empty folder, so a run can't be copied there`,
    hints: ['Name a folder that does not exist yet with `--output`.'],
    facts: { path },
  });
}

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

/** What is in a folder; nothing when it does not exist, null when it is none. */
async function namesIn(path: string): Promise<string[] | null> {
  try {
    return await readdir(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    if (hasCode(error, 'ENOTDIR')) return null;
    throw error;
  }
}
