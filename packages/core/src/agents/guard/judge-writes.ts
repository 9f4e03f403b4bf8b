import { posix } from 'node:path';
import { deed, type Deed } from './deed';
import { isStarter } from './unwrap';

/** What nobody but git writes: refs, settings and hooks. The rest of a git directory (`info/exclude`) is for people. */
const GUARDED =
  /(?:^|[/\\])\.git[/\\](?:(?:worktrees|modules)[/\\][^/\\]+[/\\])?(?:refs(?:$|[/\\])|packed-refs|HEAD$|config(?:\.worktree)?$|hooks(?:$|[/\\])|storygate(?:$|[/\\]))|(?:^|[/\\\0])(?:refs[/\\]heads[/\\]|packed-refs$)/;

/** Programs that write what their last argument names, or every one. */
const LAST = ['cp', 'ln', 'install', 'rsync'];
const EVERY = ['tee', 'mv', 'rm', 'rmdir', 'unlink', 'truncate', 'touch', 'chmod', 'dd', 'shred'];

/**
 * What the files say that a command writes: those that the shell opens for it, and those it is told to write.
 * `folder`: where it works, from where the script began.
 */
export function judgeWrites(
  argv: readonly string[],
  writes: readonly string[],
  folder: string,
): Deed[] {
  const [program = '', ...args] = behindStarters(argv);
  const operands = args.filter((arg) => !arg.startsWith('-'));
  const name = posix.basename(program);
  const isEditor = name === 'sed' || name === 'perl';
  const inPlace = isEditor && args.some((arg) => /^-(?:\w*i|-in-place)/.test(arg));
  const told = EVERY.includes(name) || inPlace ? operands : [];
  const last = LAST.includes(name) ? operands.slice(-1) : [];
  const files = [...writes, ...told.map((word) => word.replace(/^of=/, '')), ...last];
  return files
    .filter((file) => GUARDED.test(file) || GUARDED.test(posix.join(folder, file)))
    .map((file) => deed('writes-refs', file));
}

/** What `sudo`, `xargs` and their kin start, as far as it writes. */
function behindStarters(argv: readonly string[]): readonly string[] {
  if (!isStarter(argv[0] ?? '')) return argv;
  const writers = [...LAST, ...EVERY, 'sed', 'perl'];
  const at = argv.findIndex((word) => writers.includes(posix.basename(word)));
  return at === -1 ? argv : argv.slice(at);
}
