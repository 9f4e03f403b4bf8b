import { requireNoOtherAgent } from '../agents/require-no-agent';
import { inStep, type Emit } from '../events/events';
import type { Git } from '../git/git';
import { entries, readRef } from '../git/refs';
import { findUnfinished } from '../git/unfinished';
import { refusal } from '../errors/storygate-error';
import { readFreshTrunk } from '../landing/read-fresh-trunk';
import type { CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import type { Repository } from '../repository/repository';
import { planSync, type SyncConflict, type SyncManner, type SyncPlan } from './plan-sync';
import { readSyncFacts } from './read-sync-facts';

/*
 * Bringing trunk into a story. Invariants:
 * - which commit of trunk comes in is decided once, and tried in memory before any file is touched;
 * - git itself merges or rebases, with the story's own hooks, and only where no uncommitted content is in its way;
 * - where it stops, the story is in a state that git knows, and can be finished or taken back.
 */

/** What the user asked for. */
export interface SyncRequest {
  readonly story: StoryId;
  readonly manner: SyncManner;
}

/** How bringing trunk into a story ended. */
export interface Synced {
  readonly story: StoryId;
  readonly outcome: 'synced' | 'up-to-date' | 'conflicted' | 'undone';
  readonly manner: SyncManner;
  readonly path: string;
  /** The story's commit before and after. */
  readonly head: CommitSha;
  readonly commit: CommitSha;
  /** What of trunk came in, or is to. */
  readonly trunk: CommitSha;
  readonly trunkName: string;
  readonly conflicts: readonly SyncConflict[];
}

/** What bringing trunk into a story would do; changes nothing but what is known of the remote. */
export async function previewSync(
  repository: Repository,
  request: SyncRequest,
  emit: Emit,
): Promise<SyncPlan> {
  const trunk = await readFreshTrunk(repository, emit);
  await requireNoOtherAgent(repository.layout, request.story);
  return planSync(await readSyncFacts(repository, trunk, request));
}

/** Carries out a plan. Where files conflict, they are left in the worktree as git leaves them. */
export async function syncStory(
  repository: Repository,
  plan: SyncPlan,
  emit: Emit,
): Promise<Synced> {
  const { story, manner, path, head, trunk, trunkName, branch } = plan;
  const known = { story, manner, path, head, trunk, trunkName };
  if (plan.behind === 0) return { ...known, outcome: 'up-to-date', commit: head, conflicts: [] };
  const checkout = repository.git.at(path).shielded();
  if ((await readRef(checkout, 'HEAD')) !== head) throw moved(story, path);
  return inStep(emit, 'sync-story', trunkName, async () => {
    const stopped = await runToStop(
      checkout,
      manner === 'merge'
        ? ['merge', '--no-autostash', '--ff', '-m', `Merge ${trunkName} into ${branch}`, trunk]
        : ['rebase', '--merge', ...PLAIN_REBASE, trunk],
    );
    const commit = (await readRef(checkout, 'HEAD')) ?? head;
    if (!stopped) return { ...known, outcome: 'synced', commit, conflicts: [] };
    const unmerged = await readUnmerged(checkout);
    const named = new Map(plan.conflicts.map((one) => [one.path, one]));
    const conflicts = unmerged.map((path) => named.get(path) ?? { path, stories: [] });
    return { ...known, outcome: 'conflicted', commit, conflicts };
  });
}

/** Whatever the user's settings make of a rebase, the dry run tried a plain one. */
const PLAIN_REBASE = '--no-autostash --no-autosquash --no-rebase-merges --no-update-refs'.split(
  ' ',
);

/** Paths that git could not merge by itself and nobody has resolved yet. */
export async function readUnmerged(checkout: Git): Promise<string[]> {
  const out = await checkout.run(['diff', '--name-only', '--diff-filter=U', '-z']);
  return [...new Set(entries(out))].sort();
}

/** Runs git where it may stop for a person; whether it did. Every other failure throws. */
export async function runToStop(checkout: Git, args: readonly string[]): Promise<boolean> {
  // Git would open an editor for a message that is there already.
  const { exitCode } = await checkout.answer(['-c', 'core.editor=true', ...args], [0, 1]);
  if (exitCode === 0) return false;
  if ((await findUnfinished(checkout)) !== null) return true;
  throw refusal({
    code: 'SYNC_REFUSED',
    message: `git ${args[0] ?? ''} did not go on in ${checkout.cwd}, and nothing was brought in`,
    hints: [`A hook there may have refused: see what \`git ${args.join(' ')}\` says.`],
  });
}

function moved(story: StoryId, path: string) {
  return refusal({
    code: 'STORY_CHANGED',
    message: `${path} changed while story ${story} was being synced, so nothing was brought in`,
    hints: [`Run \`npx storygate sync ${story}\` again.`],
  });
}
