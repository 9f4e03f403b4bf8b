import { unreachable } from '@storygate/core/errors/unreachable';
import type { NextStep } from '@storygate/core/status/next-step';
import { describeCollision } from './collisions';
import { oneLine } from './one-line';
import { describePause } from './queue';
import { short } from './short';

/** What to do next, for a person. */
export interface NextWords {
  readonly text: string;
  /** To be typed as it stands; null: there is nothing to type. */
  readonly command: string | null;
}

/** The JSON form. */
export function nextDocument(step: NextStep): object {
  return { ...step, ...describeNext(step) };
}

/** The one line of `status` that says what to do next. */
export function nextLine(step: NextStep): string {
  const { text, command } = describeNext(step);
  return `next: ${text}${command === null ? '' : `: \`${command}\``}`;
}

/** What to do next, in words. */
export function describeNext(step: NextStep): NextWords {
  const [first = '', ...others] = step.stories;
  const more = others.length === 0 ? '' : ` (then ${listed(others)})`;
  switch (step.kind) {
    case 'halted':
      return describeHalt(step.halt);
    case 'needs-attention':
      return next(`${first} needs attention${why(step.agent.reason)}${more}`, 'open', first);
    case 'rejected': {
      const look = step.outcome === 'conflicted' ? 'sync' : 'logs';
      return next(`${first} was sent back, ${step.outcome}${more}`, look, first);
    }
    case 'stuck':
      return next(
        `the agent of ${first} ended without a green gate${why(step.agent.reason)}${more}`,
        'logs',
        first,
        '--agent',
      );
    case 'approve':
      return next(
        `${first} changes what governs gates: approve it, then merge it${more}`,
        'approve',
        first,
      );
    case 'land':
      return next(`review and land what is green`, 'merge', ...step.stories.slice(0, MOST_NAMED));
    case 'collision': {
      const how = describeCollision({ files: step.files, uncommitted: [], projects: [] });
      return {
        text: `${first} and ${others.join()} ${oneLine(how)}: decide which lands first`,
        command: `git diff ${step.branches.join(' ')}`,
      };
    }
    case 'at-work':
      return next(
        `nothing, as long as the ${others.length === 0 ? 'agent' : 'agents'} of ${listed(step.stories)} ${others.length === 0 ? 'is' : 'are'} at work`,
        'status',
        '--watch',
      );
    case 'queued':
      return next(`land what is queued, unless somebody does: ${listed(step.stories)}`, 'merge');
    case 'nothing':
      return { text: 'nothing waits for you', command: null };
    default:
      return unreachable(step, 'next step');
  }
}

function describeHalt(halt: Extract<NextStep, { kind: 'halted' }>['halt']): NextWords {
  switch (halt.kind) {
    case 'paused':
      return next(
        `nothing lands, the queue is ${oneLine(describePause(halt.pause))}`,
        'queue',
        'resume',
      );
    case 'trunk-unproven':
      return next(
        `nothing lands, for nothing proves ${halt.commits.slice(0, MOST_NAMED).map(short).join(', ')} on trunk`,
        'audit',
      );
    case 'trunk-red':
      return next(
        `nothing lands, for ${listed(halt.tasks)} fails on trunk itself: mend it in a story, and land that first`,
        'story',
        'mend-trunk',
      );
    case 'trunk-did-not-run':
      return next(
        `nothing lands, for the gate does not run on trunk itself${why(halt.reason)}: mend that, then go on`,
        'merge',
      );
    default:
      return unreachable(halt, 'halt');
  }
}

function next(text: string, ...words: readonly string[]): NextWords {
  return { text, command: `npx storygate ${words.join(' ')}` };
}

function why(reason: string | null): string {
  const line = oneLine(reason ?? '');
  if (line === '') return '';
  return line.length <= LONGEST_REASON ? `, ${line}` : `, ${line.slice(0, LONGEST_REASON)}…`;
}

/** In characters: the line is to be read at a glance, and the whole reason stands above it. */
const LONGEST_REASON = 100;
const MOST_NAMED = 8;

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return oneLine(names.slice(0, MOST_NAMED).join(', ')) + (more > 0 ? ` and ${more} more` : '');
}
