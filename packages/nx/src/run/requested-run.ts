/** What a command line asks Nx to run, as far as gates are concerned. */
export interface RequestedRun {
  /** The first word that isn't an option: `affected`, `run-many`, `run`, or a target's name. */
  readonly command: string | null;
  /** Every target it may ask for: by `-t`, `--target` or `--targets`, as `project:target`, or by name alone. */
  readonly targets: readonly string[];
  /** Whether the tasks that the targets depend on are left out (`--exclude-task-dependencies`). */
  readonly withoutDependencies: boolean;
}

const TARGET_OPTION = /^(?:-t|--targets?)(?:=(.*))?$/s;
const WITHOUT_DEPENDENCIES = /^--(exclude-task-dependencies|excludeTaskDependencies)(=true)?$/;

/** Reads Nx's command line (`process.argv`, with node and the script first) up to a `--`. */
export function parseRequestedRun(argv: readonly string[]): RequestedRun {
  const all = argv.slice(2);
  const end = all.indexOf('--');
  const words = end === -1 ? all : all.slice(0, end);
  const command = words.find((word) => !word.startsWith('-')) ?? null;
  const ofMany = command === 'affected' || command === 'run-many';
  return {
    command,
    targets: ofMany ? words.flatMap((word, at) => optionTargets(words, word, at)) : named(words),
    withoutDependencies: words.some((word) => WITHOUT_DEPENDENCIES.test(word)),
  };
}

/** Nx's own reading: `-t` takes every word up to the next option. */
function optionTargets(words: readonly string[], word: string, at: number): string[] {
  const option = TARGET_OPTION.exec(word);
  if (!option) return [];
  if (option[1] !== undefined) return splitList(option[1]);
  const rest = words.slice(at + 1);
  const next = rest.findIndex((other) => other.startsWith('-'));
  return (next === -1 ? rest : rest.slice(0, next)).flatMap(splitList);
}

/** `nx run a:gate`, `nx a:gate` and `nx gate a`: which word is the target isn't known, so each part of each is. */
function named(words: readonly string[]): string[] {
  return words.filter((word) => !word.startsWith('-')).flatMap((word) => word.split(':'));
}

function splitList(list: string): string[] {
  return list
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
