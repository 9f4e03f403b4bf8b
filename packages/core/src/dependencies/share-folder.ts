import { constants } from 'node:fs';
import { copyFile, mkdir, rm, stat, symlink, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { throwIfInterrupted } from '../process/interruption';
import { copyFailed, copyFolder } from './copy-folder';
import { linkFolder } from './link-folder';
import { planLink, type LinkPlaces } from './plan-link';
import type { Sharing } from './probe-sharing';
import { surveyModules, type ModulesSurvey } from './survey-modules';
import type { IsUnshared } from './unshared';

/** How a `node_modules` is brought to another checkout. */
export interface ShareRequest extends LinkPlaces {
  readonly sharing: Sharing;
  readonly isUnshared: IsUnshared;
}

/**
 * Brings a `node_modules` to another checkout, sharing what can be shared. What is unshared is copied, links lead where
 * they led but never into the other checkout, sockets stay where they are. Returns null, or why files that were to be
 * shared are copies all the same.
 */
export async function shareFolder(request: ShareRequest): Promise<string | null> {
  const { from, to, sharing, isUnshared } = request;
  // Looking through the folder costs no more time than the other half takes anyway.
  const [made, surveyed] = await Promise.allSettled([
    sharing === 'files' ? linkOrCopy(from, to) : copyFolder(from, to).then(() => null),
    surveyModules(from, isUnshared),
  ]);
  if (made.status === 'rejected') throw made.reason;
  if (surveyed.status === 'rejected') throw surveyed.reason;
  const survey = surveyed.value;
  if (sharing === 'files' && made.value === null) await separate(survey, request);
  for (const path of survey.endpoints) await rm(join(to, path), { force: true });
  for (const link of survey.links) {
    const target = planLink(link, request);
    if (target === null) continue;
    await rm(join(to, link.path), { force: true });
    await symlink(target, join(to, link.path));
  }
  return made.value;
}

async function linkOrCopy(from: string, to: string): Promise<string | null> {
  const trouble = await linkFolder(from, to);
  if (trouble === null) return null;
  if (/no space left|quota exceeded/i.test(trouble)) throw copyFailed({ from, to }, trouble);
  await rm(to, { recursive: true, force: true });
  await copyFolder(from, to);
  return trouble;
}

/** How many files are copied at a time. */
const AT_ONCE = 16;

async function separate({ unshared }: ModulesSurvey, { from, to }: ShareRequest): Promise<void> {
  for (let start = 0; start < unshared.length; start += AT_ONCE) {
    throwIfInterrupted();
    const some = unshared.slice(start, start + AT_ONCE);
    const ends = await Promise.allSettled(
      some.map((path) => copyOwn(join(from, path), join(to, path))),
    );
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
}

/** Puts a copy of a file in the place of another name of it, with mode and times as they are. */
async function copyOwn(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  const { atime, mtime } = await stat(from);
  await rm(to, { force: true });
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  await utimes(to, atime, mtime);
}
