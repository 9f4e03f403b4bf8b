import type { Command } from 'commander';
import { usageError } from '@storygate/core/errors/storygate-error';
import { parseStoryId } from '@storygate/core/names/story-id';
import { abortSync, continueSync } from '@storygate/core/sync/end-sync';
import { previewSync, syncStory, type Synced } from '@storygate/core/sync/sync-story';
import { openContext, requireOwnStory } from '../context';
import { EXIT } from '../exit-code';
import { renderSync, renderSyncPlan, syncDocument, syncPlanDocument } from '../render/sync';
import { connect, type Exit } from './command';

interface Options {
  readonly json?: boolean;
  readonly merge?: boolean;
  readonly rebase?: boolean;
  readonly continue?: boolean;
  readonly abort?: boolean;
  readonly dryRun?: boolean;
}

/** `storygate sync [story]`: bring trunk into a story, and lose nothing. */
export function syncCommand(program: Command, exit: Exit): void {
  const command = program
    .command('sync')
    .description('bring trunk into a story; it is tried first, and conflicts are listed')
    .argument('[story]', 'the story (default: the one whose worktree this is)')
    .option('--merge', 'by a merge commit (the default)')
    .option('--rebase', "by replaying the story's commits on trunk")
    .option('--continue', 'go on once conflicts are resolved and the files are added')
    .option('--abort', 'take a sync back that stopped; what was resolved is archived')
    .option('--dry-run', 'print what would conflict, and do nothing');
  connect<Options>(command, exit, async (output, [name], options) => {
    requireOneOf(options);
    const context = await openContext(output);
    const { repository, trunk } = context;
    const story = name === undefined ? await requireOwnStory(context) : parseStoryId(name);
    const report = (synced: Synced, archive: string | null): number => {
      output.document(syncDocument(synced, archive));
      renderSync(output, synced, archive);
      return synced.outcome === 'conflicted' ? EXIT.refused : EXIT.done;
    };
    if (options.continue)
      return report(await continueSync(repository, trunk, story, output.emit), null);
    if (options.abort) {
      const { archive, ...undone } = await abortSync(repository, trunk, story, output.emit);
      return report(undone, archive);
    }
    const manner = options.rebase ? 'rebase' : 'merge';
    const plan = await previewSync(repository, { story, manner }, output.emit);
    if (!options.dryRun) return report(await syncStory(repository, plan, output.emit), null);
    output.document(syncPlanDocument(plan));
    renderSyncPlan(output, plan);
    return plan.conflicts.length > 0 ? EXIT.refused : EXIT.done;
  });
}

function requireOneOf({ merge, rebase, continue: goOn, abort, dryRun }: Options): void {
  const given = [merge, rebase, goOn, abort].filter((one) => one === true).length;
  if (given < 2 && !(dryRun && (goOn || abort))) return;
  throw usageError({
    code: 'USAGE',
    message: '`--merge`, `--rebase`, `--continue` and `--abort` exclude each other',
    hints: ['See `npx storygate sync --help`.'],
  });
}
