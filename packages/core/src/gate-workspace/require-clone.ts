import { existsSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { refusal } from '../errors/storygate-error';
import { resetSettings } from './reset-settings';
import { readTextOrNull } from '../state/read-text';
import type { Repository } from '../repository/repository';

/** The mark by which Storygate knows a clone as its own, and whose. */
const MARK = 'storygate-gate-of';

/** Makes sure the gate workspace's clone is there and has only the settings that Storygate gives it. */
export async function requireClone(
  repository: Repository,
  path: string,
  objectFormat: 'sha1' | 'sha256',
): Promise<void> {
  const gitDir = join(path, '.git');
  const owner = readTextOrNull(join(gitDir, MARK));
  if (owner !== repository.commonDir) {
    if (existsSync(path) && !(await isDisposable(path, owner))) {
      throw refusal({
        code: 'GATE_WORKSPACE_TAKEN',
        message: `${path} is not a gate workspace of this repository`,
        hints: ['Move that folder away; Storygate makes the gate workspace there.'],
        facts: { path },
      });
    }
    await rm(path, { recursive: true, force: true });
    await repository.git.run([
      'clone',
      '--shared',
      '--no-checkout',
      '--quiet',
      '--',
      repository.commonDir,
      path,
    ]);
    await writeFile(join(gitDir, MARK), repository.commonDir);
  }
  await resetSettings(gitDir, objectFormat);
}

/** An earlier attempt that died before it was marked has nothing but a git directory. */
async function isDisposable(path: string, owner: string | null): Promise<boolean> {
  if (owner !== null) return false;
  const names = await readdir(path);
  return names.every((name) => name === '.git');
}
