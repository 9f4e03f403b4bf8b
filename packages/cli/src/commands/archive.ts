import { type Command, InvalidArgumentError } from 'commander';
import type { Archive } from '@storygate/core/archive/archive-record';
import { describeArchives } from '@storygate/core/archive/describe-archives';
import { dropArchives } from '@storygate/core/archive/drop-archives';
import { requireArchive } from '@storygate/core/archive/find-archive';
import { usageError } from '@storygate/core/errors/storygate-error';
import { parseStoryId } from '@storygate/core/names/story-id';
import { openContext, type Context } from '../context';
import { EXIT } from '../exit-code';
import { archiveDocument, renderArchives, renderDropped } from '../render/archives';
import { connect, type Exit } from './command';
import { parseNumber } from './restore';

interface DropOptions {
  readonly json?: boolean;
  readonly olderThan?: number;
  readonly dryRun?: boolean;
}

/** `storygate archive`: what removed stories have left. */
export function archiveCommand(program: Command, exit: Exit): void {
  const command = program
    .command('archive')
    .description('show what is kept of removed stories; `restore` brings one back')
    .argument('[story]', 'only this one');
  connect<{ readonly json?: boolean }>(command, exit, async (output, [name]) => {
    const { repository } = await openContext(output);
    const story = name === undefined ? null : parseStoryId(name);
    const contents = await describeArchives(repository.git, story);
    output.document({ archives: contents.map(archiveDocument) });
    renderArchives(output, contents);
    return EXIT.done;
  });
  dropCommand(command, exit);
}

/** `storygate archive drop`: the only thing that ever drops an archive. */
function dropCommand(archive: Command, exit: Exit): void {
  const command = archive
    .command('drop')
    .description('drop archives for good; nothing else ever does')
    .argument('[story]', 'the story')
    .argument('[number]', 'which of its archives')
    .option('--older-than <days>', 'all that were made before, of the story or of all', parseDays)
    .option('--dry-run', 'print what would be dropped, and drop nothing');
  connect<DropOptions>(command, exit, async (output, args, options) => {
    const context = await openContext(output);
    const isDropped = await select(context, args, options);
    const dryRun = options.dryRun ?? false;
    const { git } = context.repository;
    const dropped = dryRun
      ? (await describeArchives(git, null)).map((one) => one.archive).filter(isDropped)
      : await dropArchives(git, isDropped);
    output.document({
      dropped: dropped.map(({ story, n, ref, commit }) => ({ story, n, ref, commit })),
      dryRun,
    });
    renderDropped(output, dropped, dryRun ? 'would drop' : 'dropped');
    return EXIT.done;
  });
}

async function select(
  { repository }: Context,
  [name, number]: readonly string[],
  { olderThan }: DropOptions,
): Promise<(archive: Archive) => boolean> {
  const story = name === undefined ? null : parseStoryId(name);
  if (story !== null && number !== undefined && olderThan === undefined) {
    const { ref } = await requireArchive(repository.git, story, parseNumber(number));
    return (archive) => archive.ref === ref;
  }
  if (olderThan === undefined || number !== undefined) throw whichArchives();
  const before = Date.now() - olderThan * DAY;
  return (archive) => archive.at.getTime() < before && (story === null || archive.story === story);
}

const DAY = 24 * 60 * 60 * 1000;

function parseDays(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('It must be a number of days.');
  return Number(text);
}

function whichArchives() {
  return usageError({
    code: 'USAGE',
    message: 'name a story and the number of its archive, or give `--older-than <days>`',
    hints: ['See what is there with `npx storygate archive`.'],
  });
}
