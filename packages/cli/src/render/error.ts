import { messageOf } from '@storygate/core/errors/messages';
import { StorygateError } from '@storygate/core/errors/storygate-error';
import type { Output } from '../output';

/** Prints a failure: what was refused and why, then hints; the same as fields under `--json`. */
export function renderError(output: Output, error: unknown): void {
  const { code, message, hints, facts } = describeError(error);
  output.tell(`error: ${message} [${code}]`);
  for (const hint of hints) output.tell(`hint: ${hint}`);
  output.document({ error: { code, message, hints, facts } });
}

function describeError(
  error: unknown,
): Pick<StorygateError, 'code' | 'message' | 'hints' | 'facts'> {
  if (error instanceof StorygateError) return error;
  return {
    code: 'UNEXPECTED',
    message: messageOf(error),
    hints: [
      'This is a defect of Storygate; please report it with what follows.',
      ...(error instanceof Error && error.stack !== undefined ? [error.stack] : []),
    ],
    facts: {},
  };
}
