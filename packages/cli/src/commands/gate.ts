import type { Command } from 'commander';
import { usageError } from '@storygate/core/errors/storygate-error';
import { unreachable } from '@storygate/core/errors/unreachable';
import { gateStoryCommit } from '@storygate/core/gate/gate-story';
import type { StoredRun } from '@storygate/core/gate/run-record';
import { gateMerged } from '@storygate/core/landing/gate-merged';
import type { Outcome } from '@storygate/core/landing/outcome';
import { proveStories } from '@storygate/core/landing/prove-stories';
import { parseStoryId, type StoryId } from '@storygate/core/names/story-id';
import { requireStory } from '@storygate/core/story/story';
import { openContext, requireOwnStory, type Context } from '../context';
import { EXIT } from '../exit-code';
import type { Output } from '../output';
import { gateDocument, renderRedGate, summarizeGate } from '../render/gate';
import { renderHalt } from '../render/halt';
import { isDone, outcomeDocument, renderOutcome } from '../render/merge';
import { renderNeedsApproval } from '../render/approval';
import { connect, type Exit } from './command';
import { gateNamedCommit, parseCommitGate, type CommitOptions } from './gate-commit';

interface Options extends CommitOptions {
  readonly json?: boolean;
}

/** `storygate gate [story]`: gate what a story has committed, or what would land. */
export function gateCommand(program: Command, exit: Exit): void {
  const command = program
    .command('gate')
    .description(
      'run the gates of what a story affects, on its committed tree, and keep the evidence',
    )
    .argument(
      '[story...]',
      'the story (default: the one whose worktree this is); with `--merged` several, as they would land together',
    )
    .option(
      '--merged',
      'gate what would be on trunk if it landed now; a later merge of the same uses the proof',
    )
    .option(
      '--commit <commit>',
      'with `--merged`, gate this commit instead of a story, as CI does: needs `--base`',
    )
    .option('--base <commit>', 'with `--commit`, the commit of trunk that it would follow')
    .option(
      '--output <folder>',
      'with `--commit`, an empty folder for a copy of the run and of the attestation',
    );
  connect<Options>(command, exit, async (output, names, options) => {
    const [named] = names;
    const commitGate = parseCommitGate(named, options);
    if (commitGate !== null) return gateNamedCommit(output, commitGate);
    const context = await openContext(output);
    if (names.length > 1) return gateTogether(output, names, options, context);
    const id = named === undefined ? await requireOwnStory(context) : parseStoryId(named);
    if (options.merged) return gateCandidate(output, id, context);
    const { repository, trunk } = context;
    const story = await requireStory(repository, trunk.policy.options, id);
    return report(
      output,
      await gateStoryCommit(repository, trunk, { story: id, commit: story.head }, output.emit),
    );
  });
}

/** Proves several stories as the chain that would land now. */
async function gateTogether(
  output: Output,
  names: readonly string[],
  { merged }: Options,
  { repository, trunk }: Context,
): Promise<number> {
  if (merged !== true) {
    throw usageError({
      code: 'ONE_AT_A_TIME',
      message: 'several stories can be gated together only as they would land: with `--merged`',
      hints: [`Add \`--merged\`, or gate each: \`npx storygate gate ${names[0] ?? ''}\`.`],
    });
  }
  const rejected: Outcome[] = [];
  const halt = await proveStories(repository, names.map(parseStoryId), output.emit, (outcome) => {
    rejected.push(outcome);
    renderOutcome(output, outcome, trunk.name);
  });
  const proven = names.filter((name) => !rejected.some(({ story }) => story === name));
  const result = halt === null && rejected.every(isDone) ? 'passed' : 'failed';
  output.document({
    result,
    proven: halt === null ? proven : [],
    outcomes: rejected.map(outcomeDocument),
    halted: halt,
  });
  if (halt !== null) renderHalt(output, halt, trunk.name);
  else if (proven.length > 0)
    output.say(`green as they would land on ${trunk.name}, in this order: ${proven.join(', ')}`);
  return result === 'passed' ? EXIT.done : EXIT.refused;
}

async function gateCandidate(
  output: Output,
  id: StoryId,
  { repository, trunk }: Context,
): Promise<number> {
  const gate = await gateMerged(repository, id, null, output.emit);
  switch (gate.kind) {
    case 'nothing-to-merge':
      output.document({
        story: id,
        result: 'passed',
        reason: 'nothing to merge',
        tasks: [],
        checks: [],
      });
      output.say(`nothing to merge: ${trunk.name} has all of story/${id} already`);
      return EXIT.done;
    case 'attested-before': {
      const { commit, tree, base } = gate.candidate;
      output.document({
        story: id,
        commit,
        tree,
        base,
        result: 'passed',
        reason: 'attested before',
        tasks: [],
        checks: [],
      });
      output.say(`story/${id} merged onto ${trunk.name} is green: proven before`);
      return EXIT.done;
    }
    case 'needs-approval':
      output.document({ ...gateDocument(gate.run), differences: gate.differences });
      renderNeedsApproval(output, id, gate.differences, `story/${id} can't be proven`);
      return EXIT.refused;
    case 'ran':
      return report(output, gate.run);
    default:
      return unreachable(gate, 'gate');
  }
}

function report(output: Output, stored: StoredRun): number {
  const { run } = stored;
  output.document(gateDocument(stored));
  const what =
    run.subject === 'candidate' ? `story/${run.story} merged onto trunk` : `story/${run.story}`;
  if (run.result === 'passed') {
    output.say(`${what} is green: ${summarizeGate(run)}`);
    return EXIT.done;
  }
  renderRedGate(output, stored, `${what} is not green`);
  return EXIT.refused;
}
