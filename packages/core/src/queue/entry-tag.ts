import * as v from 'valibot';
import type { CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import { MERGE_STRATEGIES } from '../options/options';
import { parseJsonAs } from '../state/parse-json';
import { MOST_PRIORITY } from './queue-entry';

const settings = v.object({
  version: v.literal(1),
  priority: v.pipe(v.number(), v.integer(), v.minValue(-MOST_PRIORITY), v.maxValue(MOST_PRIORITY)),
  rank: v.pipe(v.number(), v.safeInteger()),
  queuedAt: v.pipe(v.string(), v.isoTimestamp()),
  strategy: v.nullable(v.picklist(MERGE_STRATEGIES)),
});

/** What an entry says beside its head. */
export type EntrySettings = Readonly<Omit<v.InferOutput<typeof settings>, 'version'>>;

/** The text of the tag object that is an entry. */
export function formatEntryTag(id: StoryId, head: CommitSha, entry: EntrySettings): string {
  const { priority, rank, queuedAt, strategy } = entry;
  const at = Math.floor(new Date(queuedAt).getTime() / 1000);
  return [
    `object ${head}`,
    'type commit',
    `tag ${id}`,
    `tagger Storygate <storygate@localhost> ${at} +0000`,
    '',
    JSON.stringify({ version: 1, priority, rank, queuedAt, strategy }),
    '',
  ].join('\n');
}

/** What a tag object's text says; `kind` is what the tag names, `settings` null when its message is none of ours. */
export function parseEntryTag(text: string): {
  readonly kind: string;
  readonly settings: EntrySettings | null;
} {
  const [, kind = ''] = /^object [0-9a-f]+\ntype (\w+)\n/.exec(text) ?? [];
  const start = text.indexOf('\n\n');
  const [message = ''] = start < 0 ? [] : text.slice(start + 2).split('\n', 1);
  return { kind, settings: parseJsonAs(message, settings) };
}

/** When a commit was made, in milliseconds since the epoch, by its text; null where that has no date. */
export function parseCommitTime(text: string): number | null {
  const head = text.slice(0, text.indexOf('\n\n'));
  const [, seconds] = /^committer .*> (\d{1,12}) [+-]\d{4}$/m.exec(head) ?? [];
  return seconds === undefined ? null : Number(seconds) * 1000;
}
