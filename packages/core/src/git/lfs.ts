import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Git } from './git';
import { entries, lines } from './refs';

/** What a checkout holds where its commit has pointers of git-lfs. */
export interface LfsFiles {
  /** Files that are the pointers themselves: nothing put the content in their place. */
  readonly pointers: readonly string[];
  /** Files whose content is not what their pointer names. */
  readonly wrong: readonly string[];
}

const NONE: LfsFiles = { pointers: [], wrong: [] };
const POINTER = 'version https://git-lfs.github.com/spec/';

/**
 * Looks at the files that the checkout's attributes give to git-lfs. Git-lfs itself does not compare what it puts in a
 * pointer's place with the pointer, and keeps it where anybody may write.
 */
export async function readLfsFiles(git: Git): Promise<LfsFiles> {
  if (
    !(await git.asks(['grep', '--quiet', '--fixed-strings', 'filter=lfs', '--', '*.gitattributes']))
  )
    return NONE;
  const staged = entries(
    await git.run(['ls-files', '--stage', '-z', '--', ':(top,attr:filter=lfs)']),
  ).map((entry) => ({
    object: entry.split(' ', 2)[1] ?? '',
    path: entry.slice(entry.indexOf('\t') + 1),
  }));
  if (staged.length === 0) return NONE;
  // Through the same filters as `git add`, so that content becomes the pointer it has to be.
  const hashed = lines(
    await git.run(['hash-object', '--stdin-paths'], {
      input: staged.map(({ path }) => `${quote(path)}\n`).join(''),
    }),
  );
  const wrong = staged.filter(({ object }, index) => hashed[index] !== object);
  const pointers: string[] = [];
  for (const { path } of staged) if (await isPointer(join(git.cwd, path))) pointers.push(path);
  return { pointers, wrong: wrong.map(({ path }) => path) };
}

/** A quoted path may hold a line break. */
function quote(path: string): string {
  return /["\\\n]/.test(path) ? JSON.stringify(path) : path;
}

async function isPointer(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(POINTER.length), 0, POINTER.length);
    return buffer.toString('latin1', 0, bytesRead) === POINTER;
  } finally {
    await file.close();
  }
}
