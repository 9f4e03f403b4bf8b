import type { Command } from 'commander';
import {
  previewRemoval,
  removeStory,
  type HalfRemoval,
  type WholeRemoval,
} from '@storygate/core/archive/remove-story';
import { previewTidying } from '@storygate/core/archive/tidy-stories';
import { usageError } from '@storygate/core/errors/storygate-error';
import { parseStoryId } from '@storygate/core/names/story-id';
import { applyDrop, previewDrop } from '@storygate/core/queue/drop-removed';
import { openContext, type Context } from '../context';
import { EXIT } from '../exit-code';
import { renderDrop } from '../render/drop';
import { removalDocument, renderKept, renderRemoval, renderRemovalPlan } from '../render/removal';
import { connect, type Exit } from './command';

interface Options {
  readonly json?: boolean;
  readonly merged?: boolean;
  readonly includeIgnored?: boolean;
  readonly dryRun?: boolean;
}

/** `storygate remove <story>`: remove the workspace, lose nothing. */
export function removeCommand(program: Command, exit: Exit): void {
  const command = program
    .command('remove')
    .description(
      'remove a story; what is not on trunk is archived first, uncommitted and untracked files too',
    )
    .argument('[story]', 'the story')
    .option('--merged', 'every story that landed and has nothing else')
    .option('--include-ignored', 'archive ignored files too, other than dependencies and caches')
    .option('--dry-run', 'print what would be done, and do nothing');
  connect<Options>(command, exit, async (output, [name], options) => {
    if ((name === undefined) !== (options.merged ?? false)) throw whichStory();
    const context = await openContext(output);
    if (name === undefined) return tidy(context, options);
    const { repository, trunk } = context;
    const plan = await previewRemoval(repository, trunk, parseStoryId(name), {
      ignored: options.includeIgnored ? 'included' : 'left-out',
    });
    output.document(await removeOne(context, plan, options));
    return EXIT.done;
  });
}

async function removeOne(
  { output, repository, trunk }: Context,
  plan: WholeRemoval | HalfRemoval,
  { dryRun = false }: Options,
): Promise<object> {
  const { story } = plan;
  const head = plan.kind === 'removal' ? plan.head : plan.journal.head;
  const drop = await previewDrop(repository, trunk, { story, head });
  const queued = drop.entry?.head ?? null;
  if (dryRun) {
    renderRemovalPlan(output, plan, trunk.name);
    renderDrop(output, story, drop, 'would');
    return { ...removalDocument(plan, { archive: null, dryRun }), queued };
  }
  const { archive } = await removeStory(repository, plan, output.emit);
  const isOff = await applyDrop(repository, drop);
  renderRemoval(output, plan, { archive, trunk: trunk.name });
  renderDrop(output, story, isOff ? drop : { ...drop, entry: null }, 'did');
  return { ...removalDocument(plan, { archive, dryRun }), queued: isOff ? queued : null };
}

async function tidy(context: Context, options: Options): Promise<number> {
  const { output, repository, trunk } = context;
  const { removals, kept } = await previewTidying(repository, trunk);
  const removed: object[] = [];
  for (const plan of removals) removed.push(await removeOne(context, plan, options));
  renderKept(output, kept);
  if (removals.length === 0) output.say('no story to remove: none landed and is clean');
  output.document({ removed, kept, dryRun: options.dryRun ?? false });
  return EXIT.done;
}

function whichStory() {
  return usageError({
    code: 'USAGE',
    message: 'name a story, or give `--merged` for all that landed',
    hints: ['See `npx storygate status` for the stories there are.'],
  });
}
