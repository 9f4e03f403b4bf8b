import { findStorageTrouble } from '../errors/storage-trouble';
import type { Git } from '../git/git';
import { readRef } from '../git/refs';
import type { CommitSha } from '../names/object-id';
import { takeBackHalfBrought } from './half-brought';
import { attach } from './trunk-checkouts';

/** What became of a checkout that was to follow trunk; unless it did, it is detached, as it was. */
export type BroughtAlong =
  | { readonly kind: 'attached' }
  /** Uncommitted work is in the way. */
  | { readonly kind: 'in-the-way' }
  /** The disk is full, or the folder can't be written. */
  | { readonly kind: 'stopped'; readonly why: string };

/** Brings a checkout that was detached to the branch's tip; what a full disk stops half-way is taken back. */
export async function bringAlong(checkout: Git, branchRef: string): Promise<BroughtAlong> {
  const [head, tip] = [await readRef(checkout, 'HEAD'), await readRef(checkout, branchRef)];
  try {
    return { kind: (await attach(checkout, branchRef)) ? 'attached' : 'in-the-way' };
  } catch (error) {
    const trouble = findStorageTrouble(error);
    if (trouble === null) throw error;
    if (head !== null && tip !== null) await takeBack(checkout, head, tip);
    return { kind: 'stopped', why: trouble.message };
  }
}

/** Where there is no room for that either, whoever brings the checkout along next takes it back first. */
async function takeBack(checkout: Git, head: CommitSha, tip: CommitSha): Promise<void> {
  try {
    await takeBackHalfBrought(checkout, head, tip);
  } catch (error) {
    if (findStorageTrouble(error) === null) throw error;
  }
}
