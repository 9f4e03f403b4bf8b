import { unreachable } from '@storygate/core/errors/unreachable';
import type { Halt } from '@storygate/core/landing/work-queue';
import type { Output } from '../output';
import { short } from './short';

/** Prints why nothing lands now, though nothing is wrong with the stories that wait. */
export function renderHalt(output: Output, halt: Halt, trunk: string): void {
  switch (halt.kind) {
    case 'paused':
      output.tell(
        `error: nothing lands: the queue of ${trunk} is paused${halt.pause.reason === null ? '' : `: ${halt.pause.reason}`} [QUEUE_PAUSED]`,
      );
      output.tell('hint: let it go on with `npx storygate queue resume`');
      break;
    case 'trunk-unproven': {
      const commits = halt.commits.map(short).join(', ');
      output.tell(
        `error: nothing lands: commits are on ${trunk} that nothing proves: ${commits} [TRUNK_UNPROVEN]`,
      );
      output.tell('hint: look at them with `npx storygate audit`, and take them out; or,');
      output.tell('hint: to keep them, gate and attest what is there: `npx storygate certify`');
      break;
    }
    case 'trunk-red':
      output.tell(
        `error: nothing lands: ${halt.tasks.join(', ')} fails on ${trunk} itself [TRUNK_RED]`,
      );
      output.tell(
        'hint: mend it in a story, and land that one first: `npx storygate merge <story> --priority 1`',
      );
      break;
    case 'trunk-did-not-run':
      output.tell(
        `error: nothing lands: the gate does not run on ${trunk} itself: ${halt.reason} [TRUNK_DID_NOT_RUN]`,
      );
      output.tell(
        'hint: mend what keeps it from running here, or mend it in a story, and land that one first',
      );
      break;
    default:
      unreachable(halt, 'halt');
  }
  output.tell('the stories that wait are as they were; none is to blame');
}
