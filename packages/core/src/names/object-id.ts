import { internalError } from '../errors/storygate-error';
import type { Brand } from './brand';

/** A commit's full id. */
export type CommitSha = Brand<'CommitSha'>;
/** A tree's full id: what a gate's result belongs to. */
export type TreeSha = Brand<'TreeSha'>;
/** The full id of an object that need not be a commit, such as a tag's. */
export type ObjectId = Brand<'ObjectId'>;

/** sha1 or sha256. */
const FORM = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/** Parses a full commit id that git printed. */
export function parseCommitSha(text: string): CommitSha {
  return parse(text, 'commit') as CommitSha;
}

/** Parses a full tree id that git printed. */
export function parseTreeSha(text: string): TreeSha {
  return parse(text, 'tree') as TreeSha;
}

/** Parses a full object id that git printed. */
export function parseObjectId(text: string): ObjectId {
  return parse(text, 'object') as ObjectId;
}

/** Whether git means "no object": hooks and push use a row of zeros. */
export function isZero(text: string): boolean {
  return /^0+$/.test(text);
}

function parse(text: string, kind: string): string {
  const id = text.trim();
  if (!FORM.test(id)) throw internalError(`${JSON.stringify(text)} is not a ${kind} id`);
  return id;
}
