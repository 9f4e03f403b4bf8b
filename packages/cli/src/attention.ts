import type { StorygateEvent } from '@storygate/core/events/events';
import type { Context } from './context';
import { isCalling, noticeText } from './render/notice';

/** Calls whoever started agents when one of them needs a person, or has ended. */
export interface Attention {
  note(event: StorygateEvent): void;
}

/** What the attention is for. */
export interface Watched {
  /** How many agents are put to work. */
  readonly agents: number;
  /** False for --no-notify. */
  readonly notify: boolean;
}

/**
 * The bell of a terminal, and a notification on the desktop where there is one: both off with `notify: false`, with
 * `git config storygate.notify false`, and under CI. Neither ever fails or delays what it tells about.
 */
export async function createAttention(
  { repository }: Context,
  { agents, notify }: Watched,
): Promise<Attention> {
  if (!notify || isCi() || !(await isWanted(repository))) return { note: () => undefined };
  const show = await findDesktop();
  let ended = 0;
  return {
    note: (event) => {
      if (event.type !== 'agent' || ['working', 'gating'].includes(event.state)) return;
      ended++;
      if (!isCalling(event.state)) return;
      if (process.stderr.isTTY) process.stderr.write(BELL);
      show(noticeText(event.story, event.state, { ended, of: agents }));
    },
  };
}

const BELL = '\u0007';

function isCi(): boolean {
  return !['', '0', 'false'].includes(process.env['CI'] ?? '');
}

async function isWanted({ git }: Context['repository']): Promise<boolean> {
  const key = ['config', '--type=bool', '--get', 'storygate.notify'];
  const { stdout } = await git.answer(key, [0, 1]);
  return stdout.trim() !== 'false';
}

type Show = (message: string) => void;

/** Loaded before it is needed: the last notification comes when this process is about to end. */
async function findDesktop(): Promise<Show> {
  const { default: notifier } = await import('toasted-notifier');
  return (message) => {
    try {
      // It starts a program and does not wait. Where there is no desktop, it says so to nobody.
      notifier.notify({ title: 'Storygate', message }, () => undefined);
    } catch (error) {
      // A program that can't be started is no reason to end agents at work; `status` tells the same.
      if (!(error instanceof Error)) throw error;
    }
  };
}
