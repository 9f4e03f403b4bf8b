import { StorygateError } from '@storygate/core/errors/storygate-error';
import { unreachable } from '@storygate/core/errors/unreachable';
import { Interrupted } from '@storygate/core/process/interruption';

/** The exit codes users and scripts rely on; product.md lists them. */
export const EXIT = { done: 0, refused: 1, usage: 2, interrupted: 130, unexpected: 255 } as const;

/** The exit code of a failure. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof Interrupted) return EXIT.interrupted;
  if (!(error instanceof StorygateError)) return EXIT.unexpected;
  switch (error.kind) {
    case 'refusal':
    case 'config':
      return EXIT.refused;
    case 'usage':
      return EXIT.usage;
    case 'git':
    case 'internal':
      return EXIT.unexpected;
    default:
      return unreachable(error.kind, 'error kind');
  }
}
