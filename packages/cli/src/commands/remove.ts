import type { Command } from 'commander';
import { applyDrop, parseStoryId, previewDrop, previewRemoval, removeStory } from '@storygate/core';
import { openContext } from '../context';
import { EXIT } from '../exit-code';
import { renderDrop } from '../render/drop';
import { short } from '../render/short';
import { connect, type Exit } from './command';

interface Options {
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

/** `storygate remove <story>`: remove the workspace, lose nothing. */
export function removeCommand(program: Command, exit: Exit): void {
  const command = program
    .command('remove')
    .description(
      'remove a story; what is not on trunk is archived first, uncommitted and untracked files too',
    )
    .argument('<story>', 'the story')
    .option('--dry-run', 'print what would be done, and do nothing');
  connect<Options>(command, exit, async (output, [name = ''], options) => {
    const id = parseStoryId(name);
    const { repository, trunk } = await openContext(output);
    const plan = await previewRemoval(repository, trunk, id);
    const drop = await previewDrop(repository, trunk, plan);
    const queued = drop.entry?.head ?? null;
    if (options.dryRun) {
      output.document({ ...plan, archive: null, queued, dryRun: true });
      output.say(
        `would remove story ${id}: branch ${plan.branch}${plan.path === null ? '' : `, ${plan.path}`}`,
      );
      output.say(
        plan.needsArchive
          ? 'would archive it first'
          : 'all of it is on trunk, so there is nothing to archive',
      );
      renderDrop(output, id, drop, 'would');
      return EXIT.done;
    }
    const { archive } = await removeStory(repository, plan, output.emit);
    const isOff = await applyDrop(repository, drop);
    output.document({ ...plan, archive, queued: isOff ? queued : null, dryRun: false });
    output.say(`removed story ${id}`);
    renderDrop(output, id, isOff ? drop : { ...drop, entry: null }, 'did');
    if (archive === null) {
      output.say(`  all of it is on ${trunk.name}`);
    } else {
      output.say(
        `  its commits up to ${short(plan.head)} and ${plan.dirty.length} uncommitted files are in ${archive}`,
      );
      output.say(
        `  look with \`git show --stat ${archive}\`; take it back with \`git worktree add <folder> ${archive}\``,
      );
    }
    return EXIT.done;
  });
}
