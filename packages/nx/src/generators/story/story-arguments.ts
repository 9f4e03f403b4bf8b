import { literalText, type TextOrNumber } from '../../storygate/literal-text';

/** The options of `nx g story`. */
export interface StoryOptions {
  readonly id: TextOrNumber;
  readonly title?: TextOrNumber;
  readonly brief?: TextOrNumber;
  readonly editBrief?: boolean;
  readonly base?: TextOrNumber;
  readonly dependencies?: 'auto' | 'copy' | 'install' | 'none';
  readonly setup?: boolean;
  /** True for --open without an editor's name. */
  readonly open?: TextOrNumber | boolean;
  readonly json?: boolean;
}

/** What the arguments depend on besides the options. */
export interface StoryContext {
  /** Nx's command line, to tell a number that was typed from one that Nx made. */
  readonly argv: readonly string[];
  readonly dryRun: boolean;
  /** The absolute path of a file the user named. */
  readonly resolveFile: (path: string) => string;
}

/** The arguments of `storygate story`. The id comes after `--`, so that it is never taken for an option. */
export function storyArguments(options: StoryOptions, context: StoryContext): string[] {
  const text = (name: 'id' | 'title' | 'brief' | 'base'): string | undefined =>
    options[name] === undefined ? undefined : literalText(options[name], name, context.argv);
  const brief = text('brief');
  return [
    'story',
    ...option('title', text('title')),
    ...option('brief', brief === undefined || brief === '-' ? brief : context.resolveFile(brief)),
    ...(options.editBrief === true ? ['--edit-brief'] : []),
    ...option('base', text('base')),
    ...option('dependencies', options.dependencies),
    ...(options.setup === false ? ['--no-setup'] : []),
    ...openOption(options.open, context),
    ...(context.dryRun ? ['--dry-run'] : []),
    ...(options.json === true ? ['--json'] : []),
    '--',
    literalText(options.id, 'id', context.argv),
  ];
}

function option(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`--${name}=${value}`];
}

function openOption(open: StoryOptions['open'], { argv }: StoryContext): string[] {
  if (open === undefined || open === false) return [];
  return open === true ? ['--open'] : [`--open=${literalText(open, 'open', argv)}`];
}
