import type { Command } from 'commander';
import { WITHOUT_LIBRARY } from '@storygate/core/git/git';
import { boardDocument, readBoard } from '../board';
import { openContext } from '../context';
import { EXIT } from '../exit-code';
import { readQueues } from '../queues';
import { nextLine } from '../render/next-step';
import { short } from '../render/short';
import {
  renderAgents,
  renderCollisions,
  renderFlakyTasks,
  renderLandings,
  renderStories,
} from '../render/status';
import { renderTests } from '../render/tests';
import { connect, type Exit } from './command';

interface Options {
  readonly json?: boolean;
  readonly watch?: boolean;
}

/** `storygate status`: trunk and every story on one screen. */
export function statusCommand(program: Command, exit: Exit): void {
  const command = program
    .command('status')
    .description('show trunk and every story, and what to do next')
    .option(
      '--watch',
      'a view that stays on the screen, with keys to act; with --json a document whenever something changed',
    );
  connect<Options>(command, exit, async (output, _, options) => {
    const context = await openContext(output, WITHOUT_LIBRARY);
    if (options.watch) {
      const { watch } = require('../watch/watch') as typeof import('../watch/watch');
      return watch(context);
    }
    const board = await readBoard(context, readQueues);
    const { trunk, stories, queues, flaky, next } = board;
    output.document(boardDocument(board));
    output.say(`trunk ${trunk.name} at ${short(trunk.commit)}`);
    renderStories(output, stories);
    renderAgents(output, stories);
    renderTests(output, stories);
    renderCollisions(output, stories);
    renderLandings(output, stories, queues);
    renderFlakyTasks(output, flaky);
    if (stories.length > 0) output.say(nextLine(next));
    return EXIT.done;
  });
}
