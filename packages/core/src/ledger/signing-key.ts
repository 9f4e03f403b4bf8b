import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { link, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../errors/messages';
import type { Layout } from '../repository/layout';
import { writeFileAtomically } from '../state/atomic-file';
import { readTextOrNull } from '../state/read-text';

/*
 * keys/local.ed25519.pem signs what this clone attests; keys/*.pub.pem are the keys this clone believes, its own among
 * them. A key proves that a record was not changed, not that its owner is honest: whoever can read it can sign.
 */

/** An ed25519 key that signs attestations. */
export interface SigningKey {
  readonly id: string;
  sign(message: Buffer): Buffer;
}

const PRIVATE = 'local.ed25519.pem';
const PUBLIC = '.pub.pem';

/** The clone's own key, made at its first use, readable by its owner alone. */
export async function requireSigningKey(layout: Layout): Promise<SigningKey> {
  const file = join(layout.keys, PRIVATE);
  const key = createPrivateKey((await readTextOrNull(file)) ?? (await createKey(file)));
  const publicKey = createPublicKey(key);
  const publicFile = join(layout.keys, `local${PUBLIC}`);
  if ((await readTextOrNull(publicFile)) === null) {
    await writeFileAtomically(
      publicFile,
      publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    );
  }
  return { id: keyId(publicKey), sign: (message) => sign(null, message, key) };
}

/** The public keys this clone believes, by id. */
export async function readTrustedKeys(layout: Layout): Promise<ReadonlyMap<string, KeyObject>> {
  const keys = new Map<string, KeyObject>();
  for (const name of await listKeys(layout.keys)) {
    const pem = await readTextOrNull(join(layout.keys, name));
    if (pem === null) continue;
    const key = createPublicKey(pem);
    keys.set(keyId(key), key);
  }
  return keys;
}

/** Whether a trusted key made a signature of a message. */
export function isSignedBy(
  keys: ReadonlyMap<string, KeyObject>,
  keyid: string,
  message: Buffer,
  signature: Buffer,
): boolean {
  const key = keys.get(keyid);
  return key !== undefined && verify(null, message, key, signature);
}

async function listKeys(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(PUBLIC)).sort();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

/** Two processes that make the key at once end with the same one: the first link wins. */
async function createKey(file: string): Promise<string> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const mine = `${file}.${process.pid}`;
  await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
  await writeFileAtomically(mine, pem, 0o600);
  try {
    await link(mine, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(mine, { force: true });
  }
  return (await readTextOrNull(file)) ?? pem;
}

function keyId(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}
