/** The root files from which Nx takes variables, the one that Storygate would rather write first. */
export const ENVIRONMENT_FILES = ['.env.local', '.local.env', '.env'] as const;

/** What a checkout tells about these files. */
export interface EnvironmentFileFacts {
  /** Names that the story's commit tracks. */
  readonly tracked: readonly string[];
  /** Names of files in the main checkout that are neither tracked nor ignored. */
  readonly shown: readonly string[];
}

/**
 * The file for a story's variables: one that is not tracked, and that git may be told to ignore without hiding a file
 * which a person sees in `git status` now. Null when there is none.
 */
export function chooseEnvironmentFile({ tracked, shown }: EnvironmentFileFacts): string | null {
  return ENVIRONMENT_FILES.find((name) => !tracked.includes(name) && !shown.includes(name)) ?? null;
}

const BEGIN = '# >>> storygate: the values of this story; Storygate replaces this section';
const END = '# <<< storygate';

/**
 * The text of an environment file with these values in a marked section at its end, in place of one that it had: of
 * two lines for one variable, the later one counts. The rest stays as it is.
 */
export function withSection(text: string, values: Readonly<Record<string, string>>): string {
  const rest = withoutSection(text);
  const gap = rest === '' || rest.endsWith('\n') ? rest : `${rest}\n`;
  const lines = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  return `${gap}${[BEGIN, ...lines, END].join('\n')}\n`;
}

/** A begin without an end is left alone: what follows it may be a person's. */
function withoutSection(text: string): string {
  const start = text.indexOf(BEGIN);
  const end = text.indexOf(END, start);
  if (start === -1 || end === -1) return text;
  return text.slice(0, start) + text.slice(end + END.length).replace(/^\r?\n/, '');
}
