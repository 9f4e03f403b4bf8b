import { NxError } from '../../storygate/nx-error';
import type { TextOrNumber } from '../../storygate/literal-text';

/** The options of `nx merge trunk`. */
export interface MergeOptions {
  readonly story: TextOrNumber | readonly TextOrNumber[];
  readonly strategy?: 'squash' | 'merge';
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** The arguments of `storygate merge`. Ids come after `--`, so that none of them is taken for an option. */
export function mergeArguments(options: MergeOptions): string[] {
  const stories = storyIds(options.story);
  if (stories.length === 0) {
    throw new NxError('no story to merge', 'NO_STORY', ['name one: `nx merge trunk --story=<id>`']);
  }
  return [
    'merge',
    ...(options.strategy === undefined ? [] : [`--strategy=${options.strategy}`]),
    ...(options.dryRun === true ? ['--dry-run'] : []),
    ...(options.json === true ? ['--json'] : []),
    '--',
    ...stories,
  ];
}

function storyIds(story: MergeOptions['story']): string[] {
  return [story]
    .flat()
    .flatMap((item) => String(item).split(','))
    .map((id) => id.trim())
    .filter((id) => id !== '');
}
