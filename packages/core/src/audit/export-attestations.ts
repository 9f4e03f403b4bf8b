import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openLedger } from '../ledger/ledger';
import { SSH_NAMESPACE, type TrustedKey } from '../ledger/trusted-key';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import type { Audit } from './audit';
import { lookUpProofs, walkFirstParents } from './walk-first-parents';

/** What was written; paths are relative to the folder. */
export interface Exported {
  /** One bundle for each commit that the audit found proven, the newest first. */
  readonly bundles: readonly string[];
  /** The public keys that signed them. */
  readonly keys: readonly string[];
}

/**
 * Writes the attestations of trunk's proven commits into an empty folder, for readers that know nothing of Storygate:
 * `<commit>.intoto.jsonl`, an in-toto bundle (https://github.com/in-toto/attestation/blob/main/spec/v1/bundle.md) of
 * one DSSE envelope, and in `keys` the public keys.
 */
export async function exportAttestations(
  repository: Repository,
  trunk: Trunk,
  { from, to, unattested }: Audit,
  folder: string,
): Promise<Exported> {
  await mkdir(join(folder, 'keys'), { recursive: true });
  if (from === null) return { bundles: [], keys: [] };
  const unproven = new Set(unattested.map(({ commit }) => commit));
  const commits = (await walkFirstParents(repository.git, [to], from)).filter(
    ({ commit }) => !unproven.has(commit),
  );
  const answers = await lookUpProofs(await openLedger(repository, trunk.remote), commits);
  const bundles: string[] = [];
  const signers = new Map<string, TrustedKey>();
  for (const [at, { commit }] of commits.entries()) {
    const answer = answers[at];
    if (answer?.kind !== 'attested') continue;
    const bundle = `${commit}.intoto.jsonl`;
    await writeFile(join(folder, bundle), `${JSON.stringify(answer.envelope)}\n`);
    bundles.push(bundle);
    signers.set(answer.key.id, answer.key);
  }
  const keys = new Map<string, string>();
  for (const { name, text } of [...signers.values()].flatMap(keyFiles)) {
    keys.set(name, (keys.get(name) ?? '') + text);
  }
  for (const [name, text] of keys) await writeFile(join(folder, name), text);
  return { bundles, keys: [...keys.keys()] };
}

/** What one key adds to a file of keys. */
interface KeyFile {
  readonly name: string;
  readonly text: string;
}

/** An ed25519 key as PEM; an SSH key as an OpenSSH line, and as a line of what `ssh-keygen -Y verify -f` reads. */
function keyFiles(key: TrustedKey): KeyFile[] {
  const name = `keys/${key.id.replace(/\W/g, '-')}`;
  switch (key.kind) {
    case 'ed25519':
      return [
        { name: `${name}.pem`, text: key.key.export({ type: 'spki', format: 'pem' }).toString() },
      ];
    case 'ssh':
      return [
        { name: `${name}.pub`, text: `${key.line}\n` },
        {
          name: 'keys/allowed_signers',
          text: `storygate namespaces="${SSH_NAMESPACE}" ${key.line}\n`,
        },
      ];
  }
}
