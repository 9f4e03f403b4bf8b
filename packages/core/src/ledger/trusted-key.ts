import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../process/run-program';

/** What SSH signatures of attestations are made for; one made for another purpose does not count (ssh-keygen -n). */
export const SSH_NAMESPACE = 'storygate';

/** A public key whose attestations count. */
export type TrustedKey =
  | { readonly kind: 'ed25519'; readonly id: string; readonly key: KeyObject }
  | { readonly kind: 'ssh'; readonly id: string; readonly line: string };

/** Reads a key as options.merge.keys writes it: `ed25519:<base64 of its DER>` or an OpenSSH line. */
export function parseTrustedKey(text: string): TrustedKey {
  if (text.startsWith('ed25519:')) {
    const der = Buffer.from(text.slice('ed25519:'.length), 'base64');
    return ed25519Key(createPublicKey({ key: der, format: 'der', type: 'spki' }));
  }
  const [type = '', blob = ''] = text.trim().split(/\s+/);
  const id = `SHA256:${createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64').replace(/=+$/, '')}`;
  return { kind: 'ssh', id, line: `${type} ${blob}` };
}

/** An ed25519 public key as a trusted one. */
export function ed25519Key(key: KeyObject): TrustedKey {
  const der = key.export({ type: 'spki', format: 'der' });
  return { kind: 'ed25519', id: createHash('sha256').update(der).digest('hex'), key };
}

/** How options.merge.keys writes an ed25519 key. */
export function formatEd25519Key(key: KeyObject): string {
  return `ed25519:${key.export({ type: 'spki', format: 'der' }).toString('base64')}`;
}

/** Whether this key made a signature of a message, for the purpose of attesting. */
export async function isSignedBy(
  key: TrustedKey,
  message: Buffer,
  signature: Buffer,
): Promise<boolean> {
  return key.kind === 'ed25519'
    ? verify(null, message, key.key, signature)
    : verifySsh(key.line, message, signature);
}

async function verifySsh(line: string, message: Buffer, signature: Buffer): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'storygate-verify-'));
  try {
    const signers = join(folder, 'allowed-signers');
    const sig = join(folder, 'signature');
    await writeFile(signers, `storygate namespaces="${SSH_NAMESPACE}" ${line}\n`);
    await writeFile(sig, signature);
    const { exitCode } = await runProgram({
      file: 'ssh-keygen',
      args: ['-Y', 'verify', '-f', signers, '-I', 'storygate', '-n', SSH_NAMESPACE, '-s', sig],
      cwd: folder,
      input: message.toString('utf8'),
    });
    return exitCode === 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
