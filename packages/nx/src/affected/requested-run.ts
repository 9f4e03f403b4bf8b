/** What a command line asks Nx to run, as far as gates are concerned. */
export interface RequestedRun {
  /** The first word that isn't an option: `affected`, `run-many`, `run`, or a target's name. */
  readonly command: string | null;
  /** Targets asked for by `-t`, `--target` or `--targets`, comma lists taken apart. */
  readonly targets: readonly string[];
}

const TARGET_OPTION = /^(?:-t|--targets?)(?:=(.*))?$/s;

/** Reads Nx's command line (`process.argv`, with node and the script first) up to a `--`. */
export function parseRequestedRun(argv: readonly string[]): RequestedRun {
  const all = argv.slice(2);
  const end = all.indexOf('--');
  const words = end === -1 ? all : all.slice(0, end);
  return {
    command: words.find((word) => !word.startsWith('-')) ?? null,
    targets: words.flatMap((word, at) => targetsAt(words, word, at)),
  };
}

/** Nx's own reading: `-t` takes every word up to the next option. */
function targetsAt(words: readonly string[], word: string, at: number): string[] {
  const option = TARGET_OPTION.exec(word);
  if (!option) return [];
  if (option[1] !== undefined) return splitList(option[1]);
  const rest = words.slice(at + 1);
  const next = rest.findIndex((other) => other.startsWith('-'));
  return (next === -1 ? rest : rest.slice(0, next)).flatMap(splitList);
}

function splitList(list: string): string[] {
  return list
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
