import type { PushVerdict } from '@storygate/core/push/check-push';
import { unreachable } from '@storygate/core/errors/unreachable';
import type { Output } from '../output';
import { renderRedGate, summarizeGate } from './gate';
import { short } from './short';

/** Prints why a ref may not be pushed, or what proves that it may. */
export function renderPushVerdict(output: Output, verdict: PushVerdict): void {
  switch (verdict.kind) {
    case 'allowed':
      if (verdict.evidence !== null) {
        output.tell(`story/${verdict.story} is green: ${summarizeGate(verdict.evidence.run)}`);
      }
      break;
    case 'gate-not-green':
      renderRedGate(output, verdict.run, `cannot push story/${verdict.story}`);
      break;
    case 'trunk-refused':
      renderTrunkRefusal(output, verdict);
      break;
    default:
      unreachable(verdict, 'verdict');
  }
}

function renderTrunkRefusal(
  output: Output,
  { ref, why }: Extract<PushVerdict, { kind: 'trunk-refused' }>,
): void {
  const branch = ref.replace('refs/heads/', '');
  switch (why.kind) {
    case 'deletion':
      output.tell(`error: cannot push: it would delete trunk ${branch} [TRUNK_REFUSED]`);
      break;
    case 'rewrite':
      output.tell(
        `error: cannot push ${branch}: it would throw away commits that are on trunk there [TRUNK_REFUSED]`,
      );
      output.tell(`hint: bring them in first with \`git pull --ff-only\``);
      break;
    case 'unattested': {
      const [first] = why.commits;
      output.tell(
        `error: cannot push ${branch}: the ledger does not attest ${short(first?.commit ?? null)}` +
          `${why.commits.length > 1 ? ` and ${why.commits.length - 1} more` : ''}: ${first?.reason ?? ''} [TRUNK_REFUSED]`,
      );
      output.tell('hint: land work with `npx storygate merge <story>`; your commits are untouched');
      output.tell(
        `hint: to turn commits on ${branch} into a story: \`git branch story/<id> ${branch}\`, then \`git reset --keep @{upstream}\``,
      );
      break;
    }
    default:
      unreachable(why, 'problem');
  }
}
