import { join } from 'node:path';
import { treeOf } from '../git/commits';
import type { Git } from '../git/git';
import { changeRefs, entries } from '../git/refs';
import { parseCommitSha, type CommitSha, type TreeSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import { storyFolder } from '../repository/layout';
import type { Repository } from '../repository/repository';
import { readTextOrNull } from '../state/read-text';
import { readStoryRecord } from '../story/story-record';
import { archiveMessage, archiveRef, type ArchiveRecord } from './archive-record';
import { listArchives } from './list-archives';
import type { Snapshot } from './snapshot';

/** A story, the commit its branch is at, and why it is archived. */
export interface ArchivedStory {
  readonly story: StoryId;
  readonly branch: string;
  readonly head: CommitSha;
  readonly reason: ArchiveRecord['reason'];
}

/**
 * Keeps everything of a story under an archive ref; returns the ref. Objects named by a ref are never pruned. Where the
 * newest archive holds exactly that, it is that one: who was killed and runs again makes no second.
 */
export async function archiveStory(
  repository: Repository,
  { story, branch, head, reason }: ArchivedStory,
  content: Snapshot,
): Promise<string> {
  const git = repository.git.with(IDENTITY);
  const isAsHead = content.index === (await treeOf(git, head));
  const detached = content.commit === head ? null : content.commit;
  // In the order in which it is read, so that two of the same content have the same text.
  const record: ArchiveRecord = {
    version: 1,
    ...{ reason, branch, head },
    index: isAsHead ? null : await hold(git, content.index, content.commit),
    detached,
    ignored: content.ignored === null ? null : await hold(git, content.ignored, content.commit),
    settings: await readBranchSettings(git, branch),
    record: await readStoryRecord(repository.layout, story),
    brief: readTextOrNull(join(storyFolder(repository.layout, story), 'brief.md')),
  };
  const message = archiveMessage(story, record);
  const parents = [head, record.index, detached, record.ignored].filter((one) => one !== null);
  const archives = await listArchives(git, story);
  const newest = archives.at(-1);
  if (
    newest?.tree === content.tree &&
    archiveMessage(story, newest.record) === message &&
    newest.parents.join() === parents.join()
  )
    return newest.ref;
  const commit = parseCommitSha(
    await git.line(['commit-tree', content.tree, ...parents.flatMap((one) => ['-p', one])], {
      input: message,
    }),
  );
  for (let n = (newest?.n ?? 0) + 1; ; n++) {
    const ref = archiveRef(story, n);
    if (await changeRefs(git, [{ ref, old: null, next: commit }], `storygate: archive ${story}`))
      return ref;
  }
}

/** A commit that is there only so that its tree stays; of the same dates each time, so that it is the same. */
async function hold(git: Git, tree: TreeSha, parent: CommitSha): Promise<CommitSha> {
  const dated = git.with({ GIT_AUTHOR_DATE: '@0 +0000', GIT_COMMITTER_DATE: '@0 +0000' });
  const message = 'Part of an archive\n';
  return parseCommitSha(await dated.line(['commit-tree', tree, '-p', parent], { input: message }));
}

/** git's settings of a branch, in their order: names without `branch.<name>.`, and values. */
export async function readBranchSettings(git: Git, branch: string): Promise<[string, string][]> {
  const prefix = `branch.${branch}.`;
  const { stdout } = await git.answer(
    ['config', '--local', '-z', '--get-regexp', String.raw`^branch\.`],
    [0, 1],
  );
  return entries(stdout)
    .filter((entry) => entry.startsWith(prefix))
    .map((entry) => {
      const [name = '', ...value] = entry.slice(prefix.length).split('\n');
      return [name, value.join('\n')];
    });
}

const IDENTITY = {
  GIT_AUTHOR_NAME: 'Storygate',
  GIT_AUTHOR_EMAIL: 'storygate@localhost',
  GIT_COMMITTER_NAME: 'Storygate',
  GIT_COMMITTER_EMAIL: 'storygate@localhost',
};
