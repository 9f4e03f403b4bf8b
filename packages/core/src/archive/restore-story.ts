import { dirname, join } from 'node:path';
import { StorygateError } from '../errors/storygate-error';
import type { Emit } from '../events/events';
import { keepUntrackedCache } from '../git/working-tree';
import { writeHooks } from '../hooks/write-hooks';
import type { StoryId } from '../names/story-id';
import type { DependenciesOption } from '../options/options';
import { Interrupted } from '../process/interruption';
import { storyFolder } from '../repository/layout';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { writeFileAtomically } from '../state/atomic-file';
import { withLock } from '../state/lock';
import { planStory, type StoryFacts, type StoryPlan } from '../story/plan-story';
import { readStoryFacts } from '../story/read-story-facts';
import { bringDependencies, equipWorkspace, recordOf } from '../story/start-story';
import { makeStoriesDirectory } from '../story/stories-directory';
import { writeStoryRecord } from '../story/story-record';
import type { Archive } from './archive-record';
import { bringLogsBack } from './bring-logs-back';
import { requireArchive } from './find-archive';
import { takeUpHalfRestored } from './half-restored';
import { putInPlace } from './put-in-place';
import { setRecordAside } from './set-record-aside';

/*
 * Restoring a story. Invariants:
 * - the archive stays: nothing is lost by whatever happens here;
 * - the worktree is made beside its place (`.restoring`), where nobody works in it, and is moved there when it holds
 *   everything: so a half-restored one can be thrown away, and one in its place is never thrown away;
 * - the record says which archive is being restored until all is done, and the same command goes on from there.
 */

/** What the user asked for. */
export interface RestoreRequest {
  readonly story: StoryId;
  /** Which archive; null for the newest that was made by removing the story. */
  readonly n: number | null;
  /** The id that it gets; null for its own. */
  readonly as: StoryId | null;
  readonly dependencies: DependenciesOption | null;
}

/** Everything that restoring a story will do. */
export interface RestorePlan {
  readonly archive: Archive;
  readonly story: StoryPlan;
}

/** What restoring a story would do; changes nothing. */
export async function previewRestore(
  repository: Repository,
  trunk: Trunk,
  request: RestoreRequest,
): Promise<RestorePlan> {
  const archive = await requireArchive(repository.git, request.story, request.n);
  const facts = await readRestoreFacts(repository, trunk, { ...request, archive });
  return { archive, story: planStory(facts) };
}

/** Brings a removed story back: branch, worktree, what was staged, changed and untracked, record, logs. The archive stays. */
export async function restoreStory(
  repository: Repository,
  trunk: Trunk,
  request: RestoreRequest,
  emit: Emit,
): Promise<RestorePlan> {
  const { git, layout } = repository;
  const archive = await requireArchive(git, request.story, request.n);
  const wanted = { ...request, archive };
  const { as } = request;
  const { story, isInPlace } = await withLock(git, 'stories', emit, async () => {
    const half = await takeUpHalfRestored(repository, trunk, { id: as ?? request.story, archive });
    const facts = await readRestoreFacts(repository, trunk, wanted);
    const taken = half === null ? planStory(facts) : { ...facts, path: half };
    if (half === null && facts.record === 'orphaned') await setRecordAside(repository, taken.id);
    await makeStoriesDirectory(dirname(taken.path));
    await writeHooks(repository);
    const record = { ...recordOf(taken, 'creating'), restores: archive.ref };
    await writeStoryRecord(layout, { ...record, base: archive.record.record?.base ?? record.base });
    return { story: taken, isInPlace: half !== null };
  });
  if (!isInPlace) await putInPlace(repository, { archive, story }, emit);
  await equip(repository, story, emit);
  if (story.brief !== null)
    await writeFileAtomically(join(storyFolder(layout, story.id), 'brief.md'), story.brief);
  if (archive.story === story.id) await bringLogsBack(repository, archive);
  const { record } = archive.record;
  const ready = recordOf(story, 'ready');
  await writeStoryRecord(layout, {
    ...ready,
    base: record?.base ?? ready.base,
    createdAt: record?.createdAt ?? ready.createdAt,
  });
  return { archive, story };
}

interface Wanted extends RestoreRequest {
  readonly archive: Archive;
}

async function readRestoreFacts(
  repository: Repository,
  trunk: Trunk,
  { story, as, dependencies, archive }: Wanted,
): Promise<StoryFacts> {
  const { head, record, brief } = archive.record;
  const id = as ?? story;
  const facts = await readStoryFacts(repository, trunk, {
    ...{ id, dependencies, base: head, brief: null, setup: 'run' },
    title: record?.title ?? null,
    ports: record?.ports ?? null,
  });
  return { ...facts, brief };
}

/** What was in the story is there already; that it can't run yet is told, and does not take it away again. */
async function equip(repository: Repository, story: StoryPlan, emit: Emit): Promise<void> {
  try {
    await bringDependencies(repository, story, emit);
    await equipWorkspace(repository, story, emit);
  } catch (error) {
    if (!(error instanceof StorygateError) || error instanceof Interrupted) throw error;
    emit({
      type: 'warning',
      code: 'NOT_EQUIPPED',
      message: `everything is back in ${story.path}, but it is not ready to run: ${error.message}`,
    });
  }
  await keepUntrackedCache(repository.git.at(story.path));
}
