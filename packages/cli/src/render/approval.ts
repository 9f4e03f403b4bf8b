import type { Difference } from '@storygate/core';
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
  return differences.map((difference) =>
    difference.kind === 'path'
      ? `${difference.path} is ${difference.change}`
      : `${difference.task} is ${difference.change}${difference.fields.length > 0 ? `: ${difference.fields.join(', ')}` : ''}`,
  );
}
