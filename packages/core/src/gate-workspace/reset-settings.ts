import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Gives a repository of the gate workspace only the settings that Storygate gives it: tests that ran there could have
 * changed them, and what a commit checks out to must depend on the commit alone.
 */
export async function resetSettings(gitDir: string, objectFormat: string): Promise<void> {
  const extensions =
    objectFormat === 'sha1' ? '' : `[extensions]\n\tobjectformat = ${objectFormat}\n`;
  const version = objectFormat === 'sha1' ? 0 : 1;
  await writeFile(
    join(gitDir, 'config'),
    `[core]\n\trepositoryformatversion = ${version}\n\tbare = false\n\thooksPath = ${JSON.stringify(join(gitDir, 'no-hooks'))}\n${extensions}[gc]\n\tauto = 0\n[advice]\n\tdetachedHead = false\n`,
  );
  await rm(join(gitDir, 'info'), { recursive: true, force: true });
  await rm(join(gitDir, 'hooks'), { recursive: true, force: true });
}
