import { type Command, InvalidArgumentError, Option } from 'commander';
import { previewRestore, restoreStory } from '@storygate/core/archive/restore-story';
import { parseStoryId } from '@storygate/core/names/story-id';
import type { DependenciesOption } from '@storygate/core/options/options';
import { openContext } from '../context';
import { EXIT } from '../exit-code';
import { renderRestore, restoreDocument } from '../render/archives';
import { connect, type Exit } from './command';

interface Options {
  readonly json?: boolean;
  readonly archive?: number;
  readonly as?: string;
  readonly dependencies?: DependenciesOption;
  readonly dryRun?: boolean;
}

/** `storygate restore <story>`: bring a removed story back as it was. */
export function restoreCommand(program: Command, exit: Exit): void {
  const command = program
    .command('restore')
    .description(
      'bring a removed story back: commits, what was staged, changed and untracked, logs',
    )
    .argument('<story>', 'the story')
    .option('--archive <number>', 'another archive than the newest', parseNumber)
    .option('--as <id>', 'give it another id')
    .addOption(
      new Option('--dependencies <how>', 'where its dependencies come from').choices([
        'auto',
        'copy',
        'install',
        'none',
      ]),
    )
    .option('--dry-run', 'print what would be done, and do nothing');
  connect<Options>(command, exit, async (output, [name = ''], options) => {
    const request = {
      story: parseStoryId(name),
      n: options.archive ?? null,
      as: options.as === undefined ? null : parseStoryId(options.as),
      dependencies: options.dependencies ?? null,
    };
    const { repository, trunk } = await openContext(output);
    const dryRun = options.dryRun ?? false;
    const plan = dryRun
      ? await previewRestore(repository, trunk, request)
      : await restoreStory(repository, trunk, request, output.emit);
    output.document(restoreDocument(plan, dryRun));
    renderRestore(output, plan, dryRun ? 'would restore' : 'restored');
    return EXIT.done;
  });
}

/** An archive's number as a person types it. */
export function parseNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1.');
  return Number(text);
}
