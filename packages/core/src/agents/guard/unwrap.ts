import { posix } from 'node:path';
import type { ShellCommand } from './shell-script';
import { UNKNOWN } from './word-fields';

/** What a command starts in the end, behind the programs that start others. */
export interface Unwrapped {
  /** The words behind `git`; null when no git is called. */
  readonly git: readonly string[] | null;
  /** Shell text that it runs; {@link UNKNOWN} where it runs what only the running shell knows. */
  readonly scripts: readonly string[];
  readonly assignments: ShellCommand['assignments'];
}

const SHELLS = ['sh', 'bash', 'dash', 'zsh', 'ksh', 'mksh', 'ash', 'fish'];
/** Programs that start the one that their arguments name. Which of their options have values need not be known. */
const STARTERS = [
  ...['env', 'sudo', 'doas', 'command', 'builtin', 'exec', 'nohup', 'nice', 'ionice', 'time'],
  ...['timeout', 'gtimeout', 'setsid', 'stdbuf', 'xargs', 'parallel', 'watch', 'find', 'fd'],
  ...['npx', 'pnpm', 'yarn', 'bunx', 'busybox', 'flock', 'script', 'unshare', 'strace', 'direnv'],
  ...['npm', 'bun', 'cross-env', 'dotenv'],
];
/** Words of the shell's own that set variables for what comes after. */
const DECLARES = ['export', 'declare', 'typeset', 'readonly', 'local'];

/** Looks behind programs that start other programs, and finds the text that shells are given. */
export function unwrap({ argv, assignments, input }: ShellCommand): Unwrapped {
  const at = findProgram(argv);
  const program = nameOf(argv[at] ?? '');
  // What `xargs` reads becomes arguments.
  const piped = argv[0] === 'xargs' && input !== null ? input.split(/\s+/) : [];
  const words = [...argv.slice(at + 1), ...piped];
  const ahead = argv.slice(0, at);
  const isDeclared = DECLARES.includes(program);
  return {
    git: program === 'git' || program === UNKNOWN ? words : null,
    scripts: [...scriptsOf(program, words, input), ...splitStrings(ahead)],
    assignments: [...assignments, ...readPairs(isDeclared ? words : ahead)],
  };
}

/** Whether a program starts the one that its arguments name. */
export function isStarter(program: string): boolean {
  return STARTERS.includes(nameOf(program));
}

/** Where the program stands that is started in the end. */
function findProgram(argv: readonly string[]): number {
  if (!isStarter(argv[0] ?? '')) return 0;
  const found = argv.findIndex((word, at) => at > 0 && isLookedFor(nameOf(word)));
  // With none of those it may still be `env NAME=value` ahead of something else.
  return found === -1 ? argv.length : found;
}

function isLookedFor(name: string): boolean {
  return name === 'git' || name === 'eval' || SHELLS.includes(name);
}

function nameOf(word: string): string {
  return posix.basename(word.replaceAll('\\', '/')).replace(/\.exe$/i, '');
}

function scriptsOf(program: string, words: readonly string[], input: string | null): string[] {
  if (program === 'eval') return [words.join(' ')];
  if (program === 'trap') return words.slice(0, 1);
  if (program === 'alias') return words.map(aliased).filter((text) => text !== UNKNOWN);
  if (program === 'source' || program === '.') return readFrom(words[0] ?? '', input);
  if (!SHELLS.includes(program)) return [];
  return shellText(words, input);
}

/** The text behind `-c`, however it is clustered; without one, what the shell reads. */
function shellText(words: readonly string[], input: string | null): string[] {
  const rest = [...words];
  let isCommand = false;
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') continue;
    if (/^[-+][^-]*[oO]$/.test(word)) rest.shift();
    else if (!/^[-+]./.test(word)) return isCommand ? [word] : readFrom(word, input);
    if (/^-[^-]*c/.test(word)) isCommand = true;
    if (/^-[^-]*s/.test(word)) break;
  }
  return [input ?? UNKNOWN];
}

/** What a shell runs out of a file: what it reads itself, or what `<(…)` prints, is part of the script. */
function readFrom(file: string, input: string | null): string[] {
  if (/^(?:-|\/dev\/stdin|\/dev\/fd\/0|\/proc\/self\/fd\/0)$/.test(file)) return [input ?? UNKNOWN];
  return file === UNKNOWN ? [UNKNOWN] : [];
}

function aliased(word: string): string {
  return word.replace(/^[^=]*=/, '');
}

/** `env -S 'git commit'` splits one word into many. */
function splitStrings(words: readonly string[]): string[] {
  if (nameOf(words[0] ?? '') !== 'env') return [];
  return words.flatMap((word, at) => {
    const attached = /^(?:-[iv]*S|--split-string=)(.+)$/s.exec(word)?.[1];
    if (attached !== undefined) return [attached];
    return /^(?:-[iv]*S|--split-string)$/.test(word) ? [words[at + 1] ?? ''] : [];
  });
}

function readPairs(words: readonly string[]): (readonly [string, string])[] {
  return words.flatMap((word) => {
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
}
