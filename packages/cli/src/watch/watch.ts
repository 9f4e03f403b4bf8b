import { usageError } from '@storygate/core/errors/storygate-error';
import type { Context } from '../context';
import { watchDocuments } from './watch-documents';
import { watchOnScreen } from './watch-on-screen';

/** `status --watch`: on a terminal a view with keys, under `--json` a document whenever something changed. */
export function watch(context: Context): Promise<number> {
  if (context.output.json) return watchDocuments(context);
  if (process.stdin.isTTY && process.stdout.isTTY) return watchOnScreen(context);
  throw usageError({
    code: 'NO_TERMINAL',
    message: 'the view needs a terminal for its keys and its screen, and there is none',
    hints: [
      'Print it once with `npx storygate status`, or a line of JSON whenever something changed with `npx storygate status --watch --json=events`.',
    ],
  });
}
