import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import type { Git } from './git';
import { entries } from './refs';
import { runForEach } from './run-for-each';

/**
 * Paths that a checkout has changed, staged or left untracked, asked for in the way that lets git answer from its
 * untracked cache, where it keeps one for the checkout. It trusts the times of folders, so this is for showing, not for
 * proving.
 */
export async function glanceAtDirtyPaths(git: Git): Promise<string[]> {
  const [paths = []] = await glanceAtSome(git, [git.cwd]);
  return paths;
}

/** The same for many checkouts of a repository: what each has changed, in the order asked for. */
export async function glanceAtCheckouts(
  git: Git,
  checkouts: readonly string[],
): Promise<string[][]> {
  const atOnce = availableParallelism();
  const inTurn = pLimit(atOnce);
  // Some for each processor, so that all end at about the same time.
  const size = Math.ceil(checkouts.length / (4 * atOnce));
  const parts: Promise<string[][]>[] = [];
  for (let start = 0; start < checkouts.length; start += size) {
    const part = checkouts.slice(start, start + size);
    parts.push(inTurn(() => glanceAtSome(git, part)));
  }
  return (await Promise.all(parts)).flat();
}

async function glanceAtSome(git: Git, checkouts: readonly string[]): Promise<string[][]> {
  const found = await statusOfEach(git, checkouts, ['--untracked-files=normal']);
  // This way git names an untracked folder instead of what is in it.
  const folders = found.map((its) => its.filter(isFolder).map(pathOf));
  const inside = await listUntracked(git, checkouts, folders);
  return found.map((its, index) => [
    ...its.filter((entry) => !isFolder(entry)).map(pathOf),
    ...(inside[index] ?? []),
  ]);
}

const MOST_NAMED = 200;

/** The files in untracked folders of each checkout. */
async function listUntracked(
  git: Git,
  checkouts: readonly string[],
  folders: readonly (readonly string[])[],
): Promise<string[][]> {
  const asked = checkouts.filter((_, index) => (folders[index] ?? []).length > 0);
  const all = [...new Set(folders.flat())].map((folder) => `:(top,literal)${folder}`);
  // A command line has an end; git that looks everywhere only takes longer.
  const where = all.length > MOST_NAMED ? [] : ['--', ...all];
  const told = await statusOfEach(git, asked, ['--untracked-files=all', ...where]);
  const byCheckout = new Map(asked.map((checkout, index) => [checkout, told[index] ?? []]));
  return checkouts.map((checkout, index) => {
    const own = folders[index] ?? [];
    const untracked = (byCheckout.get(checkout) ?? []).filter(isUntracked).map(pathOf);
    return untracked.filter((path) => own.some((folder) => path.startsWith(folder)));
  });
}

/** What `git status` says of each checkout; the arguments say of what in it. */
async function statusOfEach(
  git: Git,
  checkouts: readonly string[],
  what: readonly string[],
): Promise<string[][]> {
  const command = [...STATUS, ...what];
  if (checkouts.length > 1) {
    const told = split((await runForEach(git, checkouts, command)) ?? '');
    if (told.length === checkouts.length) return told;
  }
  const one = async (checkout: string) => entries(await git.at(checkout).run(command)).slice(1);
  return Promise.all(checkouts.map(one));
}

/** What each of several had to say. */
function split(output: string): string[][] {
  const told: string[][] = [];
  for (const entry of entries(output)) {
    if (entry.startsWith('## ')) told.push([]);
    else told.at(-1)?.push(entry);
  }
  return told;
}

const STATUS = [
  // Who glances at many checkouts has as many gits at once as there are cores: threads in each only take turns.
  ...['-c', 'core.preloadIndex=false'],
  ...['status', '--porcelain=v1', '-z', '--no-renames', '--ignore-submodules=none'],
  // The line about the branch comes first: with more checkouts than one it tells where the next begins.
  ...['--branch', '--no-ahead-behind'],
];

function isUntracked(entry: string): boolean {
  return entry.startsWith('?? ');
}

function isFolder(entry: string): boolean {
  return isUntracked(entry) && entry.endsWith('/');
}

/** Two letters and a space come first. */
function pathOf(entry: string): string {
  return entry.slice(3);
}
