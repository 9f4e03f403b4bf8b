import type { Command } from 'commander';
import type { StoredAgentRun } from '@storygate/core/agents/agent-record';
import { stopAgent } from '@storygate/core/agents/watch-stop';
import { parseStoryId } from '@storygate/core/names/story-id';
import { openContext } from '../context';
import { EXIT } from '../exit-code';
import { agentDocument, renderAgentRun } from '../render/agents';
import { connect, type Exit } from './command';

/** `storygate stop <story…>`: end the agents at work there. */
export function stopCommand(program: Command, exit: Exit): void {
  const command = program
    .command('stop')
    .description('end the agents at work in stories, with all that they started; their work stays')
    .argument('<story...>', 'the stories');
  connect<{ readonly json?: boolean }>(command, exit, async (output, names) => {
    const { repository } = await openContext(output);
    const stopped: StoredAgentRun[] = [];
    for (const name of names) {
      const run = await stopAgent(repository.layout, parseStoryId(name));
      stopped.push(run);
      renderAgentRun(output, run);
    }
    output.document({ runs: stopped.map(agentDocument) });
    return EXIT.done;
  });
}
