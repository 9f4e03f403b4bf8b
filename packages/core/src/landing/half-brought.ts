import { lstat, readFile, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../errors/messages';
import type { Git } from '../git/git';
import { entries } from '../git/refs';
import type { CommitSha } from '../names/object-id';
import { findOverlap } from './trunk-checkouts';

/*
 * A git that is killed, or that a full disk stops, while it brings a checkout along leaves some files as the new tip has them, one perhaps cut off
 * or gone, and an index of before or after. Nobody made these changes. Invariants:
 * - no content is lost: what is taken back is a file whose content is the tip's or its beginning, or that is gone, with an
 *   index that holds what the old commit or the tip has;
 * - taking it back can be killed too, and begun again.
 */

/** Takes a checkout that is half brought from one commit to another back to the first; leaves what people changed. */
export async function takeBackHalfBrought(
  checkout: Git,
  from: CommitSha,
  to: CommitSha,
): Promise<void> {
  const suspects = await findOverlap(checkout, from, to);
  if (suspects.length === 0) return;
  const [before, after] = [await listEntries(checkout, from), await listEntries(checkout, to)];
  const staged = await listStaged(checkout);
  const paths: string[] = [];
  for (const path of suspects) {
    const [old, next] = [before.get(path), after.get(path)];
    if (old === undefined && next === undefined) continue;
    if (![old, next].includes(staged.get(path))) continue;
    if (await isOnItsWay(checkout, { path, entry: next, commit: to })) paths.push(path);
  }
  const known = paths.filter((path) => before.has(path));
  // What is removed makes room for the rest, where a full disk was what stopped git.
  for (const path of paths) await rm(join(checkout.cwd, path), { force: true });
  const restaged = paths.filter((path) => staged.get(path) !== before.get(path));
  if (restaged.length > 0) await stage(checkout, from, before, restaged);
  await checkout.run(['checkout-index', '--force', '-z', '--stdin'], {
    input: known.map((path) => `${path}\0`).join(''),
  });
}

/** Sets what the index has of paths to what a commit has. */
async function stage(
  checkout: Git,
  commit: CommitSha,
  known: Entries,
  paths: readonly string[],
): Promise<void> {
  const absent = `0 ${'0'.repeat(commit.length)}`;
  const lines = paths.map((path) => `${known.get(path) ?? absent}\t${path}\0`);
  await checkout.run(['update-index', '-z', '--index-info'], { input: lines.join('') });
}

/** `<mode> <object>` of each path. */
type Entries = ReadonlyMap<string, string>;

async function listEntries(checkout: Git, commit: CommitSha): Promise<Entries> {
  const listed = entries(await checkout.run(['ls-tree', '-r', '-z', '--full-tree', commit]));
  return parseEntries(listed, /^(\d+) \w+ (\w+)\t(.*)$/s);
}

/** A path with a conflict is none of git's half-done work: it is left out, as is its stage. */
async function listStaged(checkout: Git): Promise<Entries> {
  const listed = entries(await checkout.run(['ls-files', '--stage', '-z', '--full-name']));
  const conflicts = listed.filter((line) => !/^\d+ \w+ 0\t/.test(line));
  const staged = parseEntries(listed, /^(\d+) (\w+) \d\t(.*)$/s);
  for (const line of conflicts) staged.set(line.slice(line.indexOf('\t') + 1), 'conflict');
  return staged;
}

function parseEntries(listed: readonly string[], form: RegExp): Map<string, string> {
  return new Map(
    listed.map((line) => {
      const [, mode = '', object = '', path = ''] = form.exec(line) ?? [];
      return [path, `${mode} ${object}`];
    }),
  );
}

interface Target {
  readonly path: string;
  /** What the commit has there, if anything. */
  readonly entry: string | undefined;
  readonly commit: CommitSha;
}

/** Whether a file is gone, or is what the commit has or the beginning of it. */
async function isOnItsWay(checkout: Git, { path, entry, commit }: Target): Promise<boolean> {
  const file = join(checkout.cwd, path);
  const found = await lstatOrNull(file);
  if (found === null) return true;
  if (entry === undefined) return false;
  const isLink = entry.startsWith('120000 ');
  if (isLink && found.isSymbolicLink()) {
    const wanted = await checkout.bytes(['cat-file', 'blob', `${commit}:${path}`]);
    return wanted.equals(await readlink(file, 'buffer'));
  }
  if (isLink || !found.isFile()) return false;
  const wanted = await checkout.bytes(['cat-file', '--filters', `${commit}:${path}`]);
  const content = await readFile(file);
  return content.equals(wanted.subarray(0, content.length));
}

async function lstatOrNull(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return null;
    throw error;
  }
}
