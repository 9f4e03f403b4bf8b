import { writeSync } from 'node:fs';
import { emitKeypressEvents, type Key } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import type { Size, TextMeasure } from '../render/view';
import { Pasting } from './pasting';

/*
 * The terminal while the view has it. Invariants:
 * - whatever ends this process but SIGKILL, the terminal is as it was: `close` runs on 'exit', too, and before an error
 *   that nobody caught is printed, so that it is seen;
 * - a slow terminal (ssh) is never sent a screen while it has not taken the one before.
 */

/** What the screen tells. */
export interface ScreenListener {
  /** The key's name as node:readline has it, or `ctrl-c`. */
  readonly onKey: (key: string) => void;
  readonly onResize: () => void;
  /** Nobody sits there any more. */
  readonly onGone: () => void;
}

/** What ES modules bring; loaded only for the view. */
export interface ScreenTools {
  readonly escapes: Escapes;
  readonly measure: TextMeasure;
}

type Escapes = (typeof import('ansi-escapes'))['default'];

/** Characters of ambiguous width must not break a line: DECAWM off, and on again at the end. */
const NO_WRAP = '\u001b[?7l';
const WRAP = '\u001b[?7h';

/** Bracketed paste: the terminal says where a pasted text begins and ends, so that it is not taken for keys. */
const MARK_PASTES = '\u001b[?2004h';
const LEAVE_PASTES = '\u001b[?2004l';

/** Loads what draws. */
export async function loadScreenTools(): Promise<ScreenTools> {
  const [{ default: escapes }, { default: cut }, { default: width }] = await Promise.all([
    import('ansi-escapes'),
    import('cli-truncate'),
    import('string-width'),
  ]);
  const measure = {
    width: (text: string) => width(text),
    cut: (text: string, columns: number) => {
      // On a few columns a wide character and its ellipsis come out wider than asked for.
      for (let room = columns; room > 0; room--) {
        const shown = cut(text, room);
        if (width(shown) <= columns) return shown;
      }
      return '';
    },
  };
  return { escapes, measure };
}

/** A whole terminal, drawn line by line. */
export class Screen {
  private drawn: readonly string[] = [];
  private readonly restore = (): void => this.close();
  private readonly pasting = new Pasting();
  private readonly onKeypress = (text: string | undefined, key: Key): void => {
    const plain = key.name ?? text ?? '';
    const name = key.ctrl === true ? `ctrl-${plain}` : plain;
    if (this.pasting.isKey(name, performance.now())) this.listener.onKey(name);
  };

  private readonly onResize = (): void => {
    this.drawn = [];
    this.listener.onResize();
  };
  private isOpen = false;

  constructor(
    private readonly input: ReadStream,
    private readonly output: WriteStream & { readonly fd: number },
    private readonly escapes: Escapes,
    private readonly listener: ScreenListener,
  ) {}

  open(): void {
    this.isOpen = true;
    process.once('exit', this.restore).once('uncaughtExceptionMonitor', this.restore);
    const { input, output, escapes, listener } = this;
    output.on('resize', this.onResize).on('error', listener.onGone);
    emitKeypressEvents(input);
    input.on('keypress', this.onKeypress).on('end', listener.onGone).on('error', listener.onGone);
    input.setRawMode(true);
    input.resume();
    output.write(`${escapes.enterAlternativeScreen}${escapes.cursorHide}${NO_WRAP}${MARK_PASTES}`);
  }

  get size(): Size {
    const { columns, rows } = this.output;
    return { columns: columns || 80, rows: rows || 24 };
  }

  /** Writes the lines that are others than before. */
  draw(lines: readonly string[]): void {
    if (!this.isOpen || this.output.writableNeedDrain) return;
    const { escapes } = this;
    const whole = this.drawn.length === 0 ? escapes.clearViewport : '';
    const changed = lines.flatMap((line, row) =>
      line === this.drawn[row] ? [] : [`${escapes.cursorTo(0, row)}${line}${escapes.eraseEndLine}`],
    );
    this.drawn = lines;
    if (whole !== '' || changed.length > 0) this.output.write(whole + changed.join(''));
  }

  /** Gives the terminal back. */
  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    process.off('exit', this.restore).off('uncaughtExceptionMonitor', this.restore);
    const { input, output, escapes, listener } = this;
    input.off('keypress', this.onKeypress).off('end', listener.onGone);
    output.off('resize', this.onResize);
    try {
      // Not through the stream, which may not write any more when the process ends.
      const given = `${LEAVE_PASTES}${WRAP}${escapes.cursorShow}${escapes.exitAlternativeScreen}`;
      writeSync(output.fd, given);
      input.setRawMode(false);
    } catch (error) {
      // The terminal is gone, and nothing is left to give back.
      if (!(error instanceof Error && 'code' in error)) throw error;
    }
    input.pause();
  }
}
