import { type Command, Option } from 'commander';
import {
  landStories,
  parseStoryId,
  previewLanding,
  queueStories,
  usageError,
  type LandingRequest,
  type MergeStrategy,
  type Outcome,
  type Repository,
} from '@storygate/core';
import { openContext } from '../context';
import { EXIT } from '../exit-code';
import type { Output } from '../output';
import { renderHalt } from '../render/halt';
import { isDone, outcomeDocument, renderOutcome, renderPreview } from '../render/merge';
import { connect, type Exit } from './command';

interface Options {
  readonly json?: boolean;
  readonly strategy?: MergeStrategy;
  readonly dryRun?: boolean;
  readonly wait: boolean;
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
    .option('--no-wait', "only queue them: push their heads to the queue of trunk's remote")
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
    if (!options.wait) return queue(output, repository, request, trunk.name);
    const outcomes: Outcome[] = [];
    const halt = await landStories(repository, request, output.emit, (outcome) => {
      outcomes.push(outcome);
      renderOutcome(output, outcome, trunk.name);
    });
    output.document({ outcomes: outcomes.map(outcomeDocument), halted: halt });
    if (halt !== null) renderHalt(output, halt, trunk.name);
    return halt === null && outcomes.every(isDone) ? EXIT.done : EXIT.refused;
  });
}

async function queue(
  output: Output,
  repository: Repository,
  request: LandingRequest,
  trunk: string,
): Promise<number> {
  if (request.strategy !== null) {
    throw usageError({
      code: 'STRATEGY_OF_QUEUE',
      message:
        "`--strategy` can't be given with `--no-wait`: a runner lands as trunk's policy says",
      hints: ['Leave `--strategy` out, or set options.merge.strategy on trunk.'],
    });
  }
  const queued = await queueStories(repository, request, output.emit);
  for (const { outcome, position } of queued) {
    renderOutcome(output, outcome, trunk);
    if (position !== null) output.say(`its place in the queue: ${position}`);
  }
  output.document({
    outcomes: queued.map(({ outcome, position }) => ({
      ...outcomeDocument(outcome),
      queue: position === null ? null : { position },
    })),
  });
  return EXIT.done;
}
