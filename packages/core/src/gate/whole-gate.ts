/**
 * The flags of `nx affected` and `nx run-many` that leave a run as wide as it is. Any other may narrow it (a project, a
 * file, a name of a test), so a run with one of those proves nothing.
 */
const HARMLESS =
  /^(-t|--targets?|--base|--all|--parallel|--maxParallel|--output-style|--outputStyle|--verbose|--(no-)?tui|--skip-nx-cache|--skipNxCache|--skip-sync|--skipSync)(=|$)/;

/** What a command line says about the gates it runs. */
export type GateCommand =
  | { readonly kind: 'partial' }
  | { readonly kind: 'all' }
  /** `base` is what the user named, or null for Nx's default. */
  | { readonly kind: 'affected'; readonly base: string | null };

/** Reads from an Nx command line whether the run gates everything (or everything affected) and not just a part. */
export function parseGateCommand(argv: readonly string[], gateTarget: string): GateCommand {
  const command = argv.find((word) => word === 'affected' || word === 'run-many');
  const words = argv.slice(argv.indexOf(command ?? '') + 1);
  if (command === undefined || words.some((word) => word.startsWith('-') && !HARMLESS.test(word)))
    return { kind: 'partial' };
  if (!targetsOf(words).includes(gateTarget)) return { kind: 'partial' };
  return command === 'run-many'
    ? { kind: 'all' }
    : { kind: 'affected', base: valueOf(words, '--base') };
}

function targetsOf(words: readonly string[]): string[] {
  const targets: string[] = [];
  let collecting = false;
  for (const word of words) {
    const inline = /^(?:-t|--targets?)=(.*)$/.exec(word);
    if (inline) targets.push(...(inline[1] ?? '').split(','));
    if (collecting && !word.startsWith('-')) targets.push(...word.split(','));
    if (word.startsWith('-')) collecting = /^(-t|--targets?)$/.test(word);
  }
  return targets;
}

function valueOf(words: readonly string[], flag: string): string | null {
  const inline = words.find((word) => word.startsWith(`${flag}=`));
  if (inline !== undefined) return inline.slice(flag.length + 1);
  const at = words.indexOf(flag);
  return at === -1 ? null : (words[at + 1] ?? null);
}
