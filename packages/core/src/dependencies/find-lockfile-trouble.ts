import { messageOf } from '../errors/messages';

/**
 * Why a lockfile is none to install from: it is not there, or it is npm's and no JSON. Npm would go on without it, and
 * install something else; the other package managers refuse by themselves.
 */
export function findLockfileTrouble(name: string, text: string | null): string | null {
  if (text === null) return `${name} is not in the commit that the story starts from`;
  if (name !== 'package-lock.json') return null;
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return `${name} does not parse: ${messageOf(error)}`;
  }
}
