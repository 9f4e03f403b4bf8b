import type { Archive } from '@storygate/core/archive/archive-record';
import type { ArchiveContent } from '@storygate/core/archive/describe-archives';
import type { RestorePlan } from '@storygate/core/archive/restore-story';
import type { Output } from '../output';
import { short } from './short';

/** The JSON form of an archive. */
export function archiveDocument({ archive, files }: ArchiveContent): object {
  const { story, n, ref, commit, at, record } = archive;
  const { reason, branch, head, detached } = record;
  return {
    ...{ story, n, ref, commit, reason, branch, head, detached, files },
    at: at.toISOString(),
    title: record.record?.title ?? null,
    ignored: record.ignored !== null,
  };
}

/** Prints archives, one a line. */
export function renderArchives(output: Output, contents: readonly ArchiveContent[]): void {
  if (contents.length === 0) {
    output.say('nothing is archived');
    return;
  }
  const rows = contents.map(({ archive, files }) => [
    archive.story,
    String(archive.n),
    archive.at.toISOString().slice(0, 16).replace('T', ' '),
    short(archive.record.head),
    String(files.length),
    archive.record.record?.title ?? '',
    archive.record.reason === 'removed' ? '' : `(${REASONS[archive.record.reason]})`,
  ]);
  const table = [['story', 'n', 'when (UTC)', 'commit', 'uncommitted', 'title', ''], ...rows];
  const widths = table[0]?.map((_, at) => Math.max(...table.map((row) => (row[at] ?? '').length)));
  for (const row of table)
    output.say(
      row
        .map((cell, at) => cell.padEnd(widths?.[at] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}

const REASONS: Readonly<Record<Exclude<Archive['record']['reason'], 'removed'>, string>> = {
  'undone-sync': 'what a sync that was taken back had resolved',
  abandoned: 'found in a half-made story',
};

/** Prints what was dropped, or would be. */
export function renderDropped(output: Output, dropped: readonly Archive[], did: string): void {
  if (dropped.length === 0) output.say('no archive is that old');
  for (const { story, n, commit } of dropped)
    output.say(`${did} archive ${n} of story ${story}, commit ${commit}`);
}

/** The JSON form of a restored story. */
export function restoreDocument({ archive, story }: RestorePlan, dryRun: boolean): object {
  const { id, branch, path, ports, title } = story;
  return {
    ...{ story: id, branch, path, ports, title },
    head: archive.record.head,
    detached: archive.record.detached,
    dependencies: story.dependencies.kind,
    archive: { story: archive.story, n: archive.n, ref: archive.ref },
    dryRun,
  };
}

/** Prints a restored story, or what would be restored. */
export function renderRestore(output: Output, { archive, story }: RestorePlan, did: string): void {
  const { head, detached } = archive.record;
  const { ports } = story;
  output.say(`${did} story ${story.id} from archive ${archive.n} of ${archive.story}`);
  output.say(`  branch        ${story.branch} at ${short(head)}`);
  if (detached !== null) output.say(`  checked out   ${short(detached)}, on no branch`);
  output.say(`  worktree      ${story.path}`);
  if (ports !== null) output.say(`  ports         ${ports.base}-${ports.base + ports.size - 1}`);
}
