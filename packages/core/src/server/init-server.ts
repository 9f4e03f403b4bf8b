import { constants } from 'node:fs';
import { access, chmod, rename } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { hasCode } from '../errors/messages';
import { refusal, usageError } from '../errors/storygate-error';
import { readRef } from '../git/refs';
import { parseTrustedKey } from '../ledger/trusted-key';
import { readTrustedKeys } from '../ledger/signing-key';
import { isPublicKey } from '../options/options';
import { readPolicy } from '../options/policy';
import { writeFileAtomically } from '../state/atomic-file';
import { readTextOrNull } from '../state/read-text';
import { makeBareRepository, requireBareRepository, type BareRepository } from './bare-repository';
import { SERVER_HOOK_MARK, SERVER_HOOKS, serverHookScript } from './server-hook-script';
import { readSetting, writeServerSettings, type ServerSettings } from './server-settings';

/** How a server is to be set up. */
export interface ServerRequest extends ServerSettings {
  readonly repository: string;
  /** Files of public keys that may attest where trunk's policy names none. */
  readonly keyFiles: readonly string[];
  /** Baked into the hooks. */
  readonly node: string;
  readonly program: string;
}

/** What a server is set up with now. */
export interface Server extends ServerSettings {
  readonly path: string;
  /** Its pre-receive hook; the others lie beside it. */
  readonly hook: string;
  /** The ids of the keys whose attestations count where trunk's policy names none. */
  readonly keys: readonly string[];
  /** How many keys trunk's own policy names; null while there is no trunk. */
  readonly policyKeys: number | null;
}

/** Makes a bare repository a guarded trunk. Can be run again, with more keys or after an update. */
export async function initServer(request: ServerRequest): Promise<Server> {
  const keys = await Promise.all(request.keyFiles.map(readKeyFile));
  await makeBareRepository(request.repository, request.trunk);
  const server = await requireBareRepository(request.repository);
  const policyKeys = await countPolicyKeys(server, request);
  const hooks = await requireHooksFolder(server);
  for (const key of keys) await addKey(server, key);
  for (const name of SERVER_HOOKS) await writeHook(join(hooks, name), name, server, request);
  const { trunk, prefix } = request;
  await writeServerSettings(server.git, { trunk, prefix }, hooks);
  const trusted = readTrustedKeys(server.layout);
  return {
    path: server.path,
    hook: join(hooks, 'pre-receive'),
    trunk,
    prefix,
    keys: trusted.map(({ id }) => id),
    policyKeys,
  };
}

async function writeHook(
  file: string,
  name: (typeof SERVER_HOOKS)[number],
  server: BareRepository,
  { trunk, node, program }: ServerRequest,
): Promise<void> {
  const before = await setBeforeAside(file);
  const setting = { trunk, repository: server.path, node, program, before };
  await writeFileAtomically(file, serverHookScript(name, setting), 0o755);
  // The process's umask may have taken the right to run it away.
  await chmod(file, 0o755);
}

/** A server without hooks of its own would be guarded by none of ours either. */
async function requireHooksFolder({ git, path }: BareRepository): Promise<string> {
  const own = join(path, 'hooks');
  const configured = await readSetting(git, 'core.hooksPath');
  if (configured === null || configured === own) return own;
  throw refusal({
    code: 'HOOKS_ELSEWHERE',
    message: `${path} takes its hooks from ${configured}`,
    hints: [
      `Move these hooks to ${own}, then \`git --git-dir=${path} config --unset core.hooksPath\`.`,
    ],
    facts: { path, configured },
  });
}

/** Keeps somebody else's hook under another name; answers where it is. */
async function setBeforeAside(hook: string): Promise<string | null> {
  const aside = `${hook}.before`;
  const present = readTextOrNull(hook);
  if (present !== null && !present.includes(SERVER_HOOK_MARK)) await rename(hook, aside);
  try {
    await access(aside, constants.X_OK);
    return aside;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'EACCES')) return null;
    throw error;
  }
}

/** A trunk that doesn't name the plugin could not be moved by anyone: say so now, not at the first push. */
async function countPolicyKeys(
  { git, path }: BareRepository,
  { trunk, prefix }: ServerSettings,
): Promise<number | null> {
  const tip = await readRef(git, `refs/heads/${trunk}`);
  if (tip === null) return null;
  const policy = await readPolicy(git, tip, prefix);
  if (policy.registered) return policy.options.merge.keys.length;
  throw refusal({
    code: 'TRUNK_WITHOUT_STORYGATE',
    message: `${trunk} in ${path} has no ${prefix}nx.json that names @storygate/nx`,
    hints: [
      'Set the workspace up and push that to trunk first: `npx nx add @storygate/nx`.',
      'Where nx.json is in a subfolder, name it with `--workspace <folder>`; another trunk with `--trunk <branch>`.',
    ],
    facts: { path, trunk, workspace: prefix },
  });
}

function readKeyFile(file: string): string {
  const text = readTextOrNull(file);
  const key = text?.trim() ?? '';
  if (isPublicKey(key)) return key;
  throw usageError({
    code: 'BAD_KEY_FILE',
    message:
      text === null ? `the key file ${file} can't be read` : `${file} does not hold one public key`,
    hints: [
      "It holds one line, `ed25519:…` or an OpenSSH line; `storygate runner --show-key` prints a runner's.",
    ],
    facts: { file, absolute: isAbsolute(file) },
  });
}

async function addKey({ layout }: BareRepository, key: string): Promise<void> {
  const { id } = parseTrustedKey(key);
  await writeFileAtomically(join(layout.keys, `${id.replace(/\W/g, '-')}.pub`), `${key}\n`);
}
