import { existsSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../errors/messages';
import { findStorageTrouble } from '../errors/storage-trouble';
import { refusal } from '../errors/storygate-error';
import type { Repository } from '../repository/repository';
import { readTrunkLocation } from '../repository/trunk';
import { writeFileAtomically } from '../state/atomic-file';
import { readTextOrNull } from '../state/read-text';
import { findProgram } from './find-program';
import { HOOK_NAMES, hookScript } from './hook-script';
import { referenceTransactionScript } from './reference-transaction-script';
import { findUserHooks } from './user-hooks';

/** Writes the hook scripts that every armed worktree shares; one that is current stays untouched, one too many goes. */
export async function writeHooks(repository: Repository): Promise<void> {
  for (const [name, text] of await currentScripts(repository)) {
    const file = join(repository.layout.hooks, name);
    try {
      if (text === null) await rm(file, { force: true });
      else if (!(await isCurrent(file, text))) await writeFileAtomically(file, text, 0o755);
    } catch (error) {
      const trouble = findStorageTrouble(error);
      throw trouble?.code === 'DISK_FULL' ? trouble : unwritable(repository.layout.hooks, error);
    }
  }
}

/** The hooks whose script is missing, changed, not executable, or one too many. */
export async function findStaleHooks(repository: Repository): Promise<string[]> {
  const stale: string[] = [];
  for (const [name, text] of await currentScripts(repository)) {
    const file = join(repository.layout.hooks, name);
    if (text === null ? existsSync(file) : !(await isCurrent(file, text))) stale.push(name);
  }
  return stale;
}

/** Each hook's name with the text of its script, or null where there is to be none. */
async function currentScripts(
  repository: Repository,
): Promise<(readonly [string, string | null])[]> {
  const { branch, protect } = readTrunkLocation(repository);
  const { before, names } = await findUserHooks(repository);
  const setting = {
    prefix: repository.prefix,
    before,
    trunkRef: `refs/heads/${branch}`,
    ignoreCase: await ignoresCase(repository),
    mainWorktree: repository.mainWorktree,
    node: process.execPath,
    program: findProgram(repository),
  };
  return [
    ...HOOK_NAMES.map(
      (name) => [name, names.includes(name) ? hookScript(name, setting) : null] as const,
    ),
    ['reference-transaction', protect ? referenceTransactionScript(setting) : null] as const,
  ];
}

async function ignoresCase({ git }: Repository): Promise<boolean> {
  const question = ['config', '--type=bool', '--get', 'core.ignorecase'];
  return (await git.answer(question, [0, 1])).stdout.trim() === 'true';
}

async function isCurrent(file: string, text: string): Promise<boolean> {
  if (readTextOrNull(file) !== text) return false;
  return ((await stat(file)).mode & 0o111) !== 0;
}

/** Only the system says whether a file can be written there: the folder's mode is not all that counts. */
function unwritable(hooks: string, cause: unknown) {
  return refusal(
    {
      code: 'HOOKS_UNWRITABLE',
      message: `the hooks can't be written to ${hooks}: ${messageOf(cause)}`,
      hints: [
        'Make it a folder you may write to, then: `npx storygate doctor --fix`. Until then nothing new is protected.',
      ],
      facts: { hooks },
    },
    { cause },
  );
}
