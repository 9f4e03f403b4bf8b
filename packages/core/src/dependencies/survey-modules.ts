import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfInterrupted } from '../process/interruption';
import type { IsUnshared } from './unshared';

/** What in a `node_modules` can't simply be linked; paths are relative to it. */
export interface ModulesSurvey {
  /** Files of which each checkout needs a copy of its own. */
  readonly unshared: readonly string[];
  readonly links: readonly SymbolicLink[];
  /** Sockets and pipes: whoever serves them serves one checkout. */
  readonly endpoints: readonly string[];
}

/** A symbolic link, and what stands in it. */
export interface SymbolicLink {
  readonly path: string;
  readonly target: string;
}

/** Looks through a `node_modules` without looking at its files; follows no link. */
export async function surveyModules(
  folder: string,
  isUnshared: IsUnshared,
): Promise<ModulesSurvey> {
  const survey = {
    unshared: [] as string[],
    links: [] as SymbolicLink[],
    endpoints: [] as string[],
  };
  const left = [{ path: '', inModules: '', unshared: false }];
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    throwIfInterrupted();
    for (const entry of await readdir(join(folder, at.path), { withFileTypes: true })) {
      const path = join(at.path, entry.name);
      const inModules = at.inModules === '' ? entry.name : `${at.inModules}/${entry.name}`;
      const unshared = isUnshared(inModules, at.unshared);
      if (entry.isDirectory()) {
        left.push({ path, inModules: entry.name === 'node_modules' ? '' : inModules, unshared });
      } else if (entry.isSymbolicLink()) {
        survey.links.push({ path, target: await readlink(join(folder, path)) });
      } else if (!entry.isFile()) survey.endpoints.push(path);
      else if (unshared) survey.unshared.push(path);
    }
  }
  return survey;
}
