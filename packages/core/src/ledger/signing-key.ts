import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto';
import { link, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasCode } from '../errors/messages';
import { refusal } from '../errors/storygate-error';
import type { Git } from '../git/git';
import { runProgram } from '../process/run-program';
import type { Layout } from '../repository/layout';
import { listFolder } from '../state/list-folder';
import { writeFileAtomically } from '../state/atomic-file';
import { readTextOrNull } from '../state/read-text';
import {
  ed25519Key,
  formatEd25519Key,
  parseTrustedKey,
  SSH_NAMESPACE,
  type TrustedKey,
} from './trusted-key';

/*
 * keys/local.ed25519.pem signs what this clone attests, unless git's setting storygate.signingKey names an SSH key;
 * keys/*.pub are the keys this clone trusts where the policy names none, its own among them. A key proves that a
 * record was not changed, not that its owner is honest: whoever can read it can sign.
 */

/** A signature as an envelope carries it. */
export interface Signature {
  readonly keyid: string;
  /** Base64. */
  readonly sig: string;
}

/** Signs attestations. */
export interface SigningKey {
  /** As options.merge.keys would name it. */
  readonly publicKey: string;
  sign(message: Buffer): Promise<Signature>;
}

const PRIVATE = 'local.ed25519.pem';
const PUBLIC = '.pub';

/** The key that this clone attests with: the configured SSH key, or its own, made at its first use. */
export async function requireSigningKey(git: Git, layout: Layout): Promise<SigningKey> {
  const { stdout } = await git.answer(['config', '--get', 'storygate.signingKey'], [0, 1]);
  const sshKey = stdout.trim();
  const signing = sshKey === '' ? await localKey(layout) : sshSigningKey(sshKey);
  const { id } = parseTrustedKey(signing.publicKey);
  const publicFile = join(layout.keys, `${id.replace(/\W/g, '-')}${PUBLIC}`);
  if (readTextOrNull(publicFile) === null) {
    await writeFileAtomically(publicFile, `${signing.publicKey}\n`);
  }
  return signing;
}

/** The public keys this clone trusts where the policy names none. */
export function readTrustedKeys(layout: Layout): TrustedKey[] {
  const texts = listKeys(layout.keys).map((name) => readTextOrNull(join(layout.keys, name)));
  return texts.filter((text) => text !== null).map((text) => parseTrustedKey(text.trim()));
}

async function localKey(layout: Layout): Promise<SigningKey> {
  const file = join(layout.keys, PRIVATE);
  const key = createPrivateKey(readTextOrNull(file) ?? (await createKey(file)));
  const publicKey: KeyObject = createPublicKey(key);
  const { id } = ed25519Key(publicKey);
  return {
    publicKey: formatEd25519Key(publicKey),
    sign: (message) =>
      Promise.resolve({ keyid: id, sig: sign(null, message, key).toString('base64') }),
  };
}

function sshSigningKey(file: string): SigningKey {
  const publicKey = readTextOrNull(file.endsWith('.pub') ? file : `${file}.pub`);
  if (publicKey === null) throw sshTrouble(file, `${file}.pub can't be read`);
  const { id } = parseTrustedKey(publicKey.trim());
  return {
    publicKey: publicKey.trim(),
    sign: async (message) => ({
      keyid: id,
      sig: (await signWithSsh(file, message)).toString('base64'),
    }),
  };
}

async function signWithSsh(file: string, message: Buffer): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'storygate-sign-'));
  try {
    const text = join(folder, 'message');
    await writeFile(text, message);
    const end = await runProgram({
      file: 'ssh-keygen',
      args: ['-Y', 'sign', '-f', file, '-n', SSH_NAMESPACE, text],
      cwd: folder,
      terminal: 'own',
    });
    if (end.exitCode !== 0) throw sshTrouble(file, (end.trouble ?? end.stderr).trim());
    return await readFile(`${text}.sig`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function sshTrouble(file: string, why: string) {
  return refusal({
    code: 'CANNOT_SIGN',
    message: `the attestation can't be signed with the SSH key ${file}: ${why}`,
    hints: [
      'See `git config --get storygate.signingKey`; without it the clone uses a key of its own.',
    ],
  });
}

function listKeys(folder: string): string[] {
  return listFolder(folder)
    .filter((name) => name.endsWith(PUBLIC))
    .sort();
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
  return readTextOrNull(file) ?? pem;
}
