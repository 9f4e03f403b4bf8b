import { type Command, Option } from 'commander';
import { usageError } from '@storygate/core/errors/storygate-error';
import { readCommitter } from '@storygate/core/governance/approver';
import { dropEntries } from '@storygate/core/queue/drop-entries';
import { locateQueued } from '@storygate/core/queue/locate-queued';
import { moveEntry } from '@storygate/core/queue/move-entry';
import { pauseQueue, resumeQueue } from '@storygate/core/queue/pause';
import type { Destination } from '@storygate/core/queue/plan-move';
import { placesOf, queueOf } from '@storygate/core/queue/queue-place';
import { openContext } from '../context';
import { EXIT } from '../exit-code';
import { readQueues } from '../queues';
import { short } from '../render/short';
import { describePause, queueDocument, renderQueues } from '../render/queue';
import { connect, type Exit } from './command';

/** `storygate queue`: what waits to land; `move`, `drop`, `pause` and `resume` change it. */
export function queueCommand(program: Command, exit: Exit): void {
  const command = program
    .command('queue')
    .description('show what waits to land, in which order, and how it went the last time');
  connect(command, exit, async (output) => {
    const context = await openContext(output);
    const queues = await readQueues(context);
    output.document(queueDocument(queues));
    renderQueues(output, queues, context.trunk);
    return EXIT.done;
  });
  moveCommand(command, exit);
  dropCommand(command, exit);
  pauseCommand(command, exit);
  resumeCommand(command, exit);
}

interface MoveOptions {
  readonly json?: boolean;
  readonly first?: boolean;
  readonly last?: boolean;
  readonly before?: string;
}

function moveCommand(queue: Command, exit: Exit): void {
  const command = queue
    .command('move')
    .description('give a queued story another place; it takes the priority it needs for that')
    .argument('<story>', 'the story')
    .addOption(new Option('--first', 'before all others').conflicts(['last', 'before']))
    .addOption(new Option('--last', 'behind all others').conflicts(['before']))
    .option('--before <story>', 'before this one');
  connect<MoveOptions>(command, exit, async (output, [name = ''], options) => {
    const destination = parseDestination(options);
    const { repository, trunk } = await openContext(output);
    const [found] = await locateQueued(placesOf(repository.git, trunk), [name]);
    const position = found === undefined ? 0 : await moveEntry(found.place, name, destination);
    output.document({ story: name, queue: { position } });
    output.say(`${name} is number ${position} in the queue`);
    return EXIT.done;
  });
}

function parseDestination({ first, last, before }: MoveOptions): Destination {
  if (first) return { to: 'first' };
  if (last) return { to: 'last' };
  if (before !== undefined) return { to: 'before', story: before };
  throw usageError({
    code: 'MOVE_WHERE',
    message: 'say where the story is to go',
    hints: ['Add `--first`, `--last` or `--before <story>`.'],
  });
}

function dropCommand(queue: Command, exit: Exit): void {
  const command = queue
    .command('drop')
    .description('take stories off the queue; the stories themselves stay as they are')
    .argument('<story...>', 'the stories, as `storygate queue` names them');
  connect(command, exit, async (output, names) => {
    const { repository, trunk } = await openContext(output);
    const dropped = [];
    for (const found of await locateQueued(placesOf(repository.git, trunk), names)) {
      dropped.push(...(await dropEntries(found.place, found.names)));
    }
    output.document({ dropped: dropped.map(({ id, head }) => ({ story: id, head })) });
    for (const { id, head } of dropped) output.say(`took ${id} at ${short(head)} off the queue`);
    return EXIT.done;
  });
}

function pauseCommand(queue: Command, exit: Exit): void {
  const command = queue
    .command('pause')
    .description('let nothing land until `queue resume`; what is queued stays queued')
    .option('--reason <text>', 'why, for everyone to read');
  connect<{ readonly json?: boolean; readonly reason?: string }>(
    command,
    exit,
    async (output, _, { reason }) => {
      const { repository, trunk } = await openContext(output);
      const { git } = repository;
      const pause = {
        at: new Date().toISOString(),
        by: await readCommitter(git),
        reason: reason ?? null,
      };
      await pauseQueue(queueOf(git, trunk), pause);
      output.document({ paused: pause });
      output.say(`the queue of ${trunk.name} is ${describePause(pause)}`);
      return EXIT.done;
    },
  );
}

function resumeCommand(queue: Command, exit: Exit): void {
  const command = queue.command('resume').description('let the queue go on after `queue pause`');
  connect(command, exit, async (output) => {
    const { repository, trunk } = await openContext(output);
    const ended = await resumeQueue(queueOf(repository.git, trunk));
    output.document({ paused: null, ended });
    output.say(
      ended === null
        ? `the queue of ${trunk.name} was not paused`
        : `the queue of ${trunk.name} goes on; it was ${describePause(ended)}`,
    );
    return EXIT.done;
  });
}
