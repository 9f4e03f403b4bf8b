import { join } from 'node:path';
import { unreachable } from '@storygate/core/errors/unreachable';
import { taskId } from '@storygate/core/gate/recorded-task';
import type { LandingPreview } from '@storygate/core/landing/land-stories';
import { failedTasks, reproduce, type Outcome } from '@storygate/core/landing/outcome';
import type { Output } from '../output';
import { renderNeedsApproval } from './approval';
import { renderRedGate, summarizeGate } from './gate';
import { short } from './short';

/** The JSON form of a landing. */
export function outcomeDocument(outcome: Outcome): object {
  const { run, ...facts } = outcome;
  return {
    ...facts,
    run: run?.run.story === outcome.story ? run.run.number : null,
    flaky: (run?.run.flaky ?? []).map(taskId),
    reproduce: reproduce(outcome),
    failedTasks: failedTasks(outcome).map((task) => ({
      ...task,
      log: join(run?.folder ?? '', task.log),
    })),
  };
}

/** Whether nothing is left for the user to do about a story. */
export function isDone(outcome: Outcome): boolean {
  return ['merged', 'nothing-to-merge', 'queued'].includes(outcome.outcome);
}

/** Prints how a story's landing ended. */
export function renderOutcome(output: Output, outcome: Outcome, trunk: string): void {
  const story = `story/${outcome.story}`;
  const refused = `cannot merge ${story}`;
  switch (outcome.outcome) {
    case 'merged': {
      output.say(`merged ${story} to ${trunk} as ${short(outcome.commit)} (${howProven(outcome)})`);
      for (const { project, target } of outcome.run?.run.flaky ?? [])
        output.tell(`warning: ${project}:${target} is flaky: it failed, then passed [FLAKY_TASK]`);
      break;
    }
    case 'nothing-to-merge':
      output.say(`nothing to merge: ${trunk} has all of ${story} already`);
      break;
    case 'conflicted':
      output.tell(
        `error: ${refused}: it conflicts with ${trunk} in ${outcome.conflicts.join(', ')} [CONFLICTED]`,
      );
      output.tell(`hint: \`npx storygate sync ${outcome.story}\`, resolve, add, and merge again`);
      break;
    case 'gate-failed':
    case 'did-not-run':
    case 'checks-failed':
      renderRejection(output, outcome, refused);
      break;
    case 'needs-approval':
      renderNeedsApproval(output, outcome.story, outcome.differences, refused);
      break;
    case 'trunk-moved':
      output.tell(
        `error: ${refused}: ${trunk} moved again and again while it was gated [TRUNK_MOVED]`,
      );
      output.tell(`hint: run \`npx storygate merge ${outcome.story}\` again`);
      break;
    case 'queued':
      output.say(`queued ${story} at ${short(outcome.head)} for ${trunk}`);
      break;
    default:
      unreachable(outcome.outcome, 'outcome');
  }
  if (outcome.suspects.length > 0) {
    output.tell(`hint: landed since ${story} left trunk: ${outcome.suspects.join(', ')}`);
  }
  for (const note of outcome.notes) output.tell(`warning: ${note}`);
  if (!isDone(outcome)) output.tell(`${trunk} is where it was: ${short(outcome.trunk)}`);
}

function howProven({ story, run }: Outcome): string {
  if (run === null) return 'proven before';
  const summary = summarizeGate(run.run);
  return run.run.story === story ? summary : `proven together with story/${run.run.story}`;
}

function renderRejection(output: Output, outcome: Outcome, refused: string): void {
  if (outcome.run !== null) {
    renderRedGate(output, outcome.run, refused);
    const command = reproduce(outcome);
    if (command !== null) output.tell(`hint: or, in its worktree: \`${command}\``);
    if (outcome.cleared.length > 0)
      output.tell(`hint: not the reason, though they reach it too: ${outcome.cleared.join(', ')}`);
    return;
  }
  output.tell(
    `error: ${refused}: ${outcome.reason ?? 'a check failed'} [TRUNK_CHECKOUT_IN_THE_WAY]`,
  );
  output.tell('hint: commit that work on a story, or move it away; nothing was touched');
}

/** Prints what a landing would do. */
export function renderPreview(output: Output, preview: LandingPreview, trunk: string): void {
  const { candidate } = preview;
  const story = `story/${preview.story}`;
  switch (candidate.kind) {
    case 'candidate':
      output.say(
        `would gate ${short(candidate.commit)}: ${story} at ${short(preview.head)} on ${trunk} at ${short(preview.base)}`,
      );
      if (preview.overlap !== null) output.say(`would be refused: ${preview.overlap}`);
      break;
    case 'conflicted':
      output.say(
        `would be refused: ${story} conflicts with ${trunk} in ${candidate.paths.join(', ')}`,
      );
      break;
    case 'nothing-to-merge':
      output.say(`nothing to merge: ${trunk} has all of ${story} already`);
      break;
    default:
      unreachable(candidate, 'candidate');
  }
}
