import * as v from 'valibot';
import type { CommitSha, TreeSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import { parseJsonAs } from '../state/parse-json';
import { storyRecordSchema } from '../story/story-record';

/*
 * An archive is a commit. Its tree is what the story's checkout held, untracked files too; its first parent is the story's
 * head, so that `git show`, `git worktree add` and `git log` do with it what people expect. What a commit can't say stands
 * in its message, and the commits that this names are its further parents, so that git never prunes them.
 */

const commitSchema = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]+$/),
  v.transform((text) => text as CommitSha),
);

const schema = v.object({
  version: v.literal(1),
  /** `undone-sync`: what was half resolved when a sync was taken back; the story itself stayed. */
  reason: v.picklist(['removed', 'undone-sync', 'abandoned']),
  branch: v.string(),
  head: commitSchema,
  /** A commit whose tree is the index; null: the index was as the head. */
  index: v.nullable(commitSchema),
  /** Where the checkout's HEAD was when it was not on the branch. */
  detached: v.nullable(commitSchema),
  /** A commit whose tree holds the ignored files that were asked for. */
  ignored: v.nullable(commitSchema),
  /** git's settings of the branch, such as its upstream: names without `branch.<name>.`, and values. */
  settings: v.array(v.tuple([v.string(), v.string()])),
  record: v.nullable(storyRecordSchema),
  brief: v.nullable(v.string()),
});

/** What an archive says of the story beside its commits and files. */
export type ArchiveRecord = v.InferOutput<typeof schema>;

/** A story's n-th archive. */
export interface Archive {
  readonly story: StoryId;
  readonly n: number;
  readonly ref: string;
  readonly commit: CommitSha;
  readonly tree: TreeSha;
  readonly parents: readonly CommitSha[];
  /** When it was made. */
  readonly at: Date;
  readonly record: ArchiveRecord;
}

/** The ref of a story's n-th archive. */
export function archiveRef(story: StoryId, n: number): string {
  return `refs/storygate/archive/${story}/${n}`;
}

/** The message of an archive's commit. */
export function archiveMessage(story: StoryId, record: ArchiveRecord): string {
  return `Archive of story ${story}\n\nHead: ${record.head}\n\n${JSON.stringify(record)}\n`;
}

/** Reads an archive's message. Earlier versions of Storygate kept only head and tree there, so the rest is empty then. */
export function parseArchiveMessage(
  message: string,
  head: CommitSha,
  branch: string,
): ArchiveRecord {
  const json = message.split('\n').find((line) => line.startsWith('{'));
  const record = json === undefined ? null : parseJsonAs(json, schema);
  return record ?? { ...NOTHING_MORE, branch, head };
}

const NOTHING_MORE = {
  version: 1,
  reason: 'removed',
  index: null,
  detached: null,
  ignored: null,
  settings: [],
  record: null,
  brief: null,
} satisfies Omit<ArchiveRecord, 'branch' | 'head'>;
