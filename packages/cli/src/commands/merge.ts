import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  landStories,
  parseStoryId,
  previewLanding,
  queueStories,
  MOST_PRIORITY,
  type MergeStrategy,
  type Outcome,
  type QueueingRequest,
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
  readonly priority?: number;
  readonly dryRun?: boolean;
  readonly wait: boolean;
}

/** `storygate merge <story…>`: gate the merged tree, then advance trunk to exactly it. */
export function mergeCommand(program: Command, exit: Exit): void {
  const command = program
    .command('merge')
    .description('land stories on trunk, each only when the exact merged tree is proven green')
    .argument(
      '[story...]',
      'the stories, in the order in which they land (default: all that is queued)',
    )
    .addOption(
      new Option(
        '--strategy <strategy>',
        'one commit for the story, or a merge commit (default: options.merge.strategy)',
      ).choices(['squash', 'merge']),
    )
    .addOption(
      new Option('--priority <number>', 'higher ones land first; 0 unless said').argParser(
        parsePriority,
      ),
    )
    .option('--no-wait', 'only queue them: whoever works the queue lands them')
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
    const queueing = { ...request, priority: options.priority ?? null };
    if (!options.wait) return queue(output, repository, queueing, trunk.name);
    const outcomes: Outcome[] = [];
    const halt = await landStories(repository, queueing, output.emit, (outcome) => {
      outcomes.push(outcome);
      renderOutcome(output, outcome, trunk.name);
    });
    const place = ({ story }: Outcome): number => names.indexOf(story);
    const asAsked = outcomes.toSorted((a, b) => place(a) - place(b));
    output.document({ outcomes: asAsked.map(outcomeDocument), halted: halt });
    if (halt !== null) renderHalt(output, halt, trunk.name);
    if (names.length === 0 && outcomes.length === 0 && halt === null)
      output.say('nothing is queued');
    return halt === null && outcomes.every(isDone) ? EXIT.done : EXIT.refused;
  });
}

async function queue(
  output: Output,
  repository: Repository,
  request: QueueingRequest,
  trunk: string,
): Promise<number> {
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

/** A priority as a person types it. */
function parsePriority(text: string): number {
  const priority = Number(text);
  if (!/^[+-]?\d+$/.test(text) || Math.abs(priority) > MOST_PRIORITY) {
    throw new InvalidArgumentError(
      `It must be a whole number from -${MOST_PRIORITY} to ${MOST_PRIORITY}.`,
    );
  }
  return priority;
}
