import type { Command } from 'commander';
import { EDITORS } from '@storygate/core/editor/editor';
import { findEditor, openStory } from '@storygate/core/editor/open-story';
import { parseStoryId } from '@storygate/core/names/story-id';
import { openContext } from '../context';
import { EXIT } from '../exit-code';
import { renderOpened } from '../render/story';
import { connect, type Exit } from './command';

interface Options {
  readonly json?: boolean;
  readonly editor?: string;
}

/** The words that the help has for an editor. */
export const EDITOR_WORDS = `${EDITORS.map(({ name }) => name).join(', ')}, or a command with {path} or {workspaceFile}`;

/** `storygate open <story>`: an editor window of its own, or how to get there. */
export function openCommand(program: Command, exit: Exit): void {
  const command = program
    .command('open')
    .description("open a story in an editor window of its own, with the story's name and a colour")
    .argument('<story>', 'the story')
    .option('--editor <editor>', EDITOR_WORDS);
  connect<Options>(command, exit, async (output, [name = ''], options) => {
    const id = parseStoryId(name);
    const { repository, trunk } = await openContext(output);
    const editor = await findEditor(repository, options.editor ?? null);
    const opened = await openStory(repository, trunk, { id, editor });
    output.document({ story: id, ...opened });
    renderOpened(output, opened);
    return EXIT.done;
  });
}
