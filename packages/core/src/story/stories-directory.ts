import { basename, dirname, resolve } from 'node:path';
import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { access, constants, mkdir } from 'node:fs/promises';
import { hasCode, messageOf } from '../errors/messages';
import { findStorageTrouble } from '../errors/storage-trouble';
import { refusal } from '../errors/storygate-error';
import type { Options } from '../options/options';
import type { Repository } from '../repository/repository';

/** The folder that holds the stories' worktrees and the gate workspace; relative to the main checkout. */
export function storiesDirectory(repository: Repository, options: Options): string {
  const { mainWorktree } = repository;
  return resolve(
    mainWorktree,
    options.stories.directory.replaceAll('{workspace}', basename(mainWorktree)),
  );
}

/** Refuses a folder that can't hold worktrees: inside the main checkout, a file, not writable. */
export async function requireStoriesDirectory(
  repository: Repository,
  options: Options,
): Promise<string> {
  const directory = storiesDirectory(repository, options);
  const refuse = (why: string, hint: string) => badDirectory(directory, why, hint);
  const nearest = nearestExisting(directory);
  if (isWithin(directory, repository.mainWorktree) || leadsInside(nearest, repository)) {
    throw refuse(
      'it is inside the main checkout, where Nx would find every project twice',
      'Set options.stories.directory of "@storygate/nx" to a folder outside the repository.',
    );
  }
  if (!lstatSync(nearest).isDirectory() && !lstatSync(nearest).isSymbolicLink()) {
    throw refuse(
      `${nearest} is a file`,
      'Move that file away, or set options.stories.directory of "@storygate/nx" in nx.json.',
    );
  }
  try {
    await access(nearest, constants.W_OK | constants.X_OK);
  } catch {
    throw refuse(
      `${nearest} can't be written`,
      `Give yourself the right to write there, for example \`chmod u+rwx ${nearest}\`.`,
    );
  }
  return directory;
}

/** Makes the folder, which `requireStoriesDirectory` found to be fine; the system may still refuse (a read-only disk). */
export async function makeStoriesDirectory(directory: string): Promise<void> {
  try {
    await makeFolder(directory);
  } catch (error) {
    const trouble = findStorageTrouble(error);
    if (trouble?.code === 'DISK_FULL') throw trouble;
    throw badDirectory(
      directory,
      messageOf(error),
      'Set options.stories.directory of "@storygate/nx" in nx.json to a folder that can be made.',
    );
  }
}

/** One folder at a time: Node's recursive mkdir spins for ever where the system won't make any folder, as in /proc. */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  await makeFolder(dirname(folder));
  try {
    await mkdir(folder);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
}

/** A link may lead into the checkout from outside. */
function leadsInside(path: string, { mainWorktree }: Repository): boolean {
  return existsSync(path) && isWithin(realpathSync(path), realpathSync(mainWorktree));
}

function isWithin(path: string, folder: string): boolean {
  return `${path}/`.startsWith(`${folder}/`);
}

function badDirectory(directory: string, why: string, hint: string) {
  return refusal({
    code: 'BAD_STORIES_DIRECTORY',
    message: `stories can't be kept in ${directory}: ${why}`,
    hints: [hint],
    facts: { directory },
  });
}

function nearestExisting(path: string): string {
  for (let folder = path; ; folder = dirname(folder)) {
    if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined) return folder;
    if (folder === dirname(folder)) return folder;
  }
}
