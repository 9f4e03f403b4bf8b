import { join } from 'node:path';
import { requireNoOtherAgent } from '../agents/require-no-agent';
import { archiveStory } from '../archive/archive-story';
import { readSnapshot } from '../archive/snapshot';
import { refusal } from '../errors/storygate-error';
import { inStep, type Emit } from '../events/events';
import { isAncestor, mergeBase } from '../git/commits';
import type { Git } from '../git/git';
import { readRef } from '../git/refs';
import { findUnfinished } from '../git/unfinished';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { readTextOrNull } from '../state/read-text';
import { requireStory } from '../story/story';
import type { SyncManner } from './plan-sync';
import { findCheckout, nameStories } from './read-sync-facts';
import { readUnmerged, runToStop, type Synced } from './sync-story';

/** A sync that stands half-done in a story's worktree. */
interface HalfSync {
  readonly checkout: Git;
  readonly manner: SyncManner;
  readonly branch: string;
  /** The story's commit before it. */
  readonly head: CommitSha;
  /** What of trunk comes in. */
  readonly incoming: CommitSha;
}

/** Goes on with a sync that stopped at conflicts, which are resolved and staged; it may stop again. */
export async function continueSync(
  repository: Repository,
  trunk: Trunk,
  story: StoryId,
  emit: Emit,
): Promise<Synced> {
  const half = await requireHalfSync(repository, trunk, story);
  const { checkout, manner } = half;
  const open = await readUnmerged(checkout);
  if (open.length > 0) {
    throw refusal({
      code: 'UNRESOLVED_CONFLICTS',
      message: `${checkout.cwd} still has conflicts in ${open.join(', ')}`,
      hints: [
        `Resolve them, \`git add\` the files there, then \`npx storygate sync ${story} --continue\`.`,
      ],
      facts: { story, conflicts: open },
    });
  }
  const stopped = await inStep(emit, 'sync-story', trunk.name, () =>
    runToStop(checkout, [manner, '--continue']),
  );
  const outcome = stopped ? 'conflicted' : 'synced';
  return ended(repository, trunk, { story, half, outcome });
}

/** Takes a half-done sync back: the story is as before. What was resolved so far is archived first. */
export async function abortSync(
  repository: Repository,
  trunk: Trunk,
  story: StoryId,
  emit: Emit,
): Promise<Synced & { readonly archive: string }> {
  const half = await requireHalfSync(repository, trunk, story);
  const { checkout, manner, branch, head } = half;
  const archive = await inStep(emit, 'archive-story', branch, async () =>
    archiveStory(
      repository,
      { story, branch, head, reason: 'undone-sync' },
      await readSnapshot(checkout, { ignored: 'left-out' }),
    ),
  );
  await checkout.run([manner, '--abort']);
  return { ...(await ended(repository, trunk, { story, half, outcome: 'undone' })), archive };
}

interface End {
  readonly story: StoryId;
  readonly half: HalfSync;
  readonly outcome: Synced['outcome'];
}

async function ended(
  { git }: Repository,
  trunk: Trunk,
  { story, half, outcome }: End,
): Promise<Synced> {
  const { checkout, manner, head, incoming } = half;
  const from = (await mergeBase(git, incoming, head)) ?? head;
  const paths = outcome === 'conflicted' ? await readUnmerged(checkout) : [];
  return {
    ...{ story, outcome, manner, head },
    path: checkout.cwd,
    commit: (await readRef(checkout, 'HEAD')) ?? head,
    trunk: incoming,
    trunkName: trunk.name,
    conflicts: await nameStories(git, { from, to: incoming }, paths),
  };
}

/** The sync that stands half-done in a story; a merge or rebase of something else than trunk is somebody's own. */
async function requireHalfSync(
  repository: Repository,
  trunk: Trunk,
  story: StoryId,
): Promise<HalfSync> {
  const { branch, head } = await requireStory(repository, trunk.policy.options, story);
  await requireNoOtherAgent(repository.layout, story);
  const found = await findCheckout(repository, trunk, story);
  const checkout = found?.git.shielded() ?? null;
  const unfinished = checkout === null ? null : await findUnfinished(checkout);
  if (checkout !== null && (unfinished === 'merge' || unfinished === 'rebase')) {
    const incoming = await readIncoming(checkout, unfinished);
    if (incoming !== null && (await isAncestor(repository.git, incoming, trunk.commit)))
      return { checkout, manner: unfinished, branch, head, incoming };
  }
  throw refusal({
    code: 'NO_SYNC',
    message: `no sync of story ${story} is under way`,
    hints: [
      unfinished === null
        ? `Begin one with \`npx storygate sync ${story}\`.`
        : `A ${unfinished} that somebody began is: finish or undo it with git itself, in ${checkout?.cwd ?? ''}.`,
    ],
    facts: { story, unfinished },
  });
}

async function readIncoming(checkout: Git, manner: SyncManner): Promise<CommitSha | null> {
  if (manner === 'merge') return readRef(checkout, 'MERGE_HEAD');
  const gitDir = await checkout.line(['rev-parse', '--absolute-git-dir']);
  const onto = readTextOrNull(join(gitDir, 'rebase-merge', 'onto'));
  return onto === null ? null : parseCommitSha(onto);
}
