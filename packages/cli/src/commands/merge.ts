import { type Command, Option } from 'commander';
import { landStories, parseStoryId, previewLanding, type MergeStrategy } from '@storygate/core';
import { openContext } from '../context';
import { EXIT } from '../exit-code';
import { isDone, outcomeDocument, renderOutcome, renderPreview } from '../render/merge';
import { connect, type Exit } from './command';

interface Options {
  readonly json?: boolean;
  readonly strategy?: MergeStrategy;
  readonly dryRun?: boolean;
}

/** `storygate merge <story…>`: gate the merged tree, then advance trunk to exactly it. */
export function mergeCommand(program: Command, exit: Exit): void {
  const command = program
    .command('merge')
    .description('land stories on trunk, each only when the exact merged tree is proven green')
    .argument('<story...>', 'the stories, in the order in which they land')
    .addOption(
      new Option(
        '--strategy <strategy>',
        'one commit for the story, or a merge commit (default: options.merge.strategy)',
      ).choices(['squash', 'merge']),
    )
    .option('--dry-run', 'print what would be gated, and move nothing');
  connect<Options>(command, exit, async (output, names, options) => {
    const request = { stories: names.map(parseStoryId), strategy: options.strategy ?? null };
    const { repository, trunk } = await openContext(output);
    if (options.dryRun) {
      const previews = await previewLanding(repository, request, output.emit);
      output.document({ dryRun: true, previews });
      for (const preview of previews) renderPreview(output, preview, trunk.name);
      return EXIT.done;
    }
    const outcomes = await landStories(repository, request, output.emit, (outcome) =>
      renderOutcome(output, outcome, trunk.name),
    );
    output.document({ outcomes: outcomes.map(outcomeDocument) });
    return outcomes.every(isDone) ? EXIT.done : EXIT.refused;
  });
}
