import { unreachable } from '@storygate/core/errors/unreachable';
import type { SyncConflict, SyncPlan } from '@storygate/core/sync/plan-sync';
import type { Synced } from '@storygate/core/sync/sync-story';
import type { Output } from '../output';
import { short } from './short';

/** The JSON form of a sync. */
export function syncDocument({ manner, ...synced }: Synced, archive: string | null): object {
  const { trunkName, ...facts } = synced;
  return { ...facts, how: manner, archive, dryRun: false };
}

/** The JSON form of what a sync would do. */
export function syncPlanDocument(plan: SyncPlan): object {
  const { story, path, head, trunk, conflicts, behind, stopsAt } = plan;
  return {
    ...{ story, path, head, trunk, conflicts, stopsAt },
    outcome: planned(plan),
    how: plan.manner,
    commit: null,
    behind,
    archive: null,
    dryRun: true,
  };
}

function planned({ behind, conflicts }: SyncPlan): Synced['outcome'] {
  if (behind === 0) return 'up-to-date';
  return conflicts.length > 0 ? 'conflicted' : 'synced';
}

/** Prints what a sync would do. */
export function renderSyncPlan(output: Output, plan: SyncPlan): void {
  const { story, trunkName, trunk, behind, conflicts, stopsAt, manner } = plan;
  if (behind === 0) {
    output.say(`story ${story} has all of ${trunkName} already`);
    return;
  }
  output.say(
    `would bring ${behind} commits of ${trunkName}, up to ${short(trunk)}, into story ${story} by a ${manner}`,
  );
  if (conflicts.length === 0) output.say('  nothing conflicts');
  else
    output.say(
      stopsAt === null ? '  it would conflict:' : `  it would stop at ${short(stopsAt)} first:`,
    );
  for (const conflict of conflicts) output.say(`  ${describe(conflict)}`);
}

/** Prints how a sync ended, or where it stopped. */
export function renderSync(output: Output, synced: Synced, archive: string | null): void {
  const { story, outcome, trunkName, trunk, commit, path } = synced;
  switch (outcome) {
    case 'up-to-date':
      output.say(`story ${story} has all of ${trunkName} already`);
      break;
    case 'synced':
      output.say(
        `story ${story} has ${trunkName} up to ${short(trunk)}; it is at ${short(commit)}`,
      );
      break;
    case 'undone':
      output.say(`story ${story} is back at ${short(commit)}, without ${trunkName}`);
      if (archive !== null)
        output.say(`  what was resolved so far is in ${archive}: \`git show --stat ${archive}\``);
      break;
    case 'conflicted':
      renderStop(output, synced);
      break;
    default:
      unreachable(outcome, 'outcome');
  }
  if (outcome === 'conflicted') output.tell(`hint: its worktree is ${path}`);
}

function renderStop(output: Output, { story, trunkName, conflicts }: Synced): void {
  if (conflicts.length === 0) {
    output.tell(
      `error: ${trunkName} is merged into story ${story} without conflicts, and a hook there stopped the commit [SYNC_CONFLICTED]`,
    );
  } else {
    output.tell(
      `error: story ${story} conflicts with ${trunkName} in ${conflicts.length} files [SYNC_CONFLICTED]`,
    );
  }
  for (const conflict of conflicts) output.tell(`  ${describe(conflict)}`);
  output.tell(
    `hint: resolve them and \`git add\` the files, then \`npx storygate sync ${story} --continue\`; or undo it with \`npx storygate sync ${story} --abort\``,
  );
}

function describe({ path, stories }: SyncConflict): string {
  return stories.length === 0 ? path : `${path} (changed on trunk by ${stories.join(', ')})`;
}
