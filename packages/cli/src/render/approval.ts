import { unreachable } from '@storygate/core/errors/unreachable';
import type { Difference } from '@storygate/core/governance/difference';
import type { Output } from '../output';

/** Prints that a green story waits for the director, with exactly what it changes of what governs gates. */
export function renderNeedsApproval(
  output: Output,
  story: string,
  differences: readonly Difference[],
  refused: string,
): void {
  output.tell(`error: ${refused}: it is green, but changes what governs gates [NEEDS_APPROVAL]`);
  for (const line of differenceLines(differences)) output.tell(`  ${line}`);
  output.tell(
    `hint: look at it, then approve exactly this tree with \`npx storygate approve ${story}\``,
  );
}

/** A line for each difference. */
export function differenceLines(differences: readonly Difference[]): string[] {
  return differences.map((difference) => {
    switch (difference.kind) {
      case 'path':
        return `${difference.path} is ${difference.change}`;
      case 'target': {
        const fields = difference.fields.length > 0 ? `: ${difference.fields.join(', ')}` : '';
        return `${difference.task} is ${difference.change}${fields}`;
      }
      case 'unknown':
        return difference.reason;
      default:
        return unreachable(difference, 'difference');
    }
  });
}
