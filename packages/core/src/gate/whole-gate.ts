/** Flags of `nx affected` and `nx run-many` after which a run no longer covers everything that is affected. */
const NARROWING =
  /^(--projects?|-p|--exclude|--files|--uncommitted|--untracked|--head|--graph|--nx-bail|--nxBail)(=|$)/;

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
  if (command === undefined || words.some((word) => NARROWING.test(word)))
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
