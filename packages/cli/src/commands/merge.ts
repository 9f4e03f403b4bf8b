import { type Command, InvalidArgumentError, Option } from 'commander';
import { landStories } from '@storygate/core/landing/land-queue';
import { previewLanding } from '@storygate/core/landing/land-stories';
import type { Outcome } from '@storygate/core/landing/outcome';
import { parseStoryId, type StoryId } from '@storygate/core/names/story-id';
import type { MergeStrategy } from '@storygate/core/options/options';
import { MOST_PRIORITY } from '@storygate/core/queue/queue-entry';
import { queueStories, type QueueingRequest } from '@storygate/core/queue/queue-stories';
import { warnOfCollisions, type CollisionsOf } from '../collisions';
import { openContext, type Context } from '../context';
import { EXIT } from '../exit-code';
import { renderHalt } from '../render/halt';
import { readLandedTests, testsOf } from '../landed-tests';
import { isDone, outcomeDocument, renderOutcome, renderPreview } from '../render/merge';
import { renderLandedTests } from '../render/tests';
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
    const context = await openContext(output);
    const { repository, trunk } = context;
    const warned = warnOfCollisions(context, request.stories);
    if (options.dryRun) {
      const [collisions, previews] = await Promise.all([
        warned,
        previewLanding(repository, request, output.emit),
      ]);
      output.document({
        dryRun: true,
        previews: previews.map((preview) => withCollisions(preview, preview, collisions)),
      });
      for (const preview of previews) renderPreview(output, preview, trunk.name);
      return EXIT.done;
    }
    const queueing = { ...request, priority: options.priority ?? null };
    if (!options.wait) return queue(context, queueing, warned);
    const outcomes: Outcome[] = [];
    const landing = landStories(repository, queueing, output.emit, (outcome) => {
      outcomes.push(outcome);
      renderOutcome(output, outcome, trunk.name);
    });
    const [collisions, halt] = await Promise.all([warned, landing]);
    const place = ({ story }: Outcome): number => names.indexOf(story);
    const landed = await readLandedTests(repository, outcomes);
    renderLandedTests(output, landed);
    const asAsked = outcomes.toSorted((a, b) => place(a) - place(b));
    output.document({
      outcomes: asAsked.map((outcome) => ({
        ...withCollisions(outcome, outcomeDocument(outcome), collisions),
        tests: testsOf(landed, outcome.story),
      })),
      halted: halt,
    });
    if (halt !== null) renderHalt(output, halt, trunk.name);
    if (names.length === 0 && outcomes.length === 0 && halt === null)
      output.say('nothing is queued');
    return halt === null && outcomes.every(isDone) ? EXIT.done : EXIT.refused;
  });
}

async function queue(
  { output, repository, trunk }: Context,
  request: QueueingRequest,
  warned: Promise<CollisionsOf>,
): Promise<number> {
  const [collisions, queued] = await Promise.all([
    warned,
    queueStories(repository, request, output.emit),
  ]);
  for (const { outcome, position } of queued) {
    renderOutcome(output, outcome, trunk.name);
    if (position !== null) output.say(`its place in the queue: ${position}`);
  }
  output.document({
    outcomes: queued.map(({ outcome, position }) => ({
      ...withCollisions(outcome, outcomeDocument(outcome), collisions),
      queue: position === null ? null : { position },
    })),
  });
  return EXIT.done;
}

/** A story's part of the document, with whom the story collided when the command began. */
function withCollisions(
  { story }: { readonly story: StoryId },
  document: object,
  collisions: CollisionsOf,
): object {
  return { ...document, collidesWith: collisions.get(story) ?? [] };
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
