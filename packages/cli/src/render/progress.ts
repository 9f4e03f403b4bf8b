import { clearScreenDown, cursorTo, moveCursor } from 'node:readline';
import type { WriteStream } from 'node:tty';
import type { StorygateEvent } from '@storygate/core/events/events';
import { unreachable } from '@storygate/core/errors/unreachable';
import { describeAgentEvent } from './agents';
import { cleanLines } from './clean-lines';
import { describePlan } from './describe-plan';
import { stepText } from './steps';
import { UnderWay } from './under-way';

/** Shows what is under way. */
export interface Progress {
  emit(event: StorygateEvent): void;
  settle(): void;
}

/** A live view of what is under way on a terminal; a plain line for each step elsewhere. */
export function createProgress(stream: WriteStream): Progress {
  return stream.isTTY ? new LiveProgress(stream) : new PlainProgress(stream);
}

/** Nx's own lines about a task, which tell a watcher how far it is; results are never read from them. */
const TASK_LINE = /nx run (\S+)/;

class PlainProgress implements Progress {
  constructor(private readonly stream: NodeJS.WritableStream) {}

  emit(event: StorygateEvent): void {
    const line = describe(event);
    if (line !== null) this.stream.write(`${cleanLines(line)}\n`);
  }

  settle(): void {
    // Each line ends itself.
  }
}

/** What stays on the screen when what is under way is drawn anew. */
const LASTING: readonly StorygateEvent['type'][] = ['waiting', 'ended', 'agent', 'warning'];

/** Drawn again and again at the end of what was printed, and wiped before anything else is. */
class LiveProgress implements Progress {
  private readonly underWay = new UnderWay();
  private drawn = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly stream: WriteStream) {}

  emit(event: StorygateEvent): void {
    this.underWay.note(event, performance.now());
    if (LASTING.includes(event.type)) {
      this.wipe();
      this.stream.write(`${cleanLines(describe(event) ?? '')}\n`);
    }
    // A program may print more lines than a terminal takes.
    if (event.type !== 'output') this.draw();
    this.timer ??= setInterval(() => this.draw(), REDRAWN_AFTER).unref();
  }

  settle(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
    this.wipe();
    this.underWay.clear();
  }

  private draw(): void {
    const lines = this.underWay.lines(performance.now(), (this.stream.columns || 80) - 1);
    this.wipe();
    // More than the screen has could not be wiped again.
    const shown = lines.slice(0, Math.max(1, (this.stream.rows || 24) - 1));
    this.stream.write(shown.map((line) => `${cleanLines(line)}\n`).join(''));
    this.drawn = shown.length;
  }

  private wipe(): void {
    if (this.drawn === 0) return;
    moveCursor(this.stream, 0, -this.drawn);
    cursorTo(this.stream, 0);
    clearScreenDown(this.stream);
    this.drawn = 0;
  }
}

/** Milliseconds. */
const REDRAWN_AFTER = 200;

function describe(event: StorygateEvent): string | null {
  switch (event.type) {
    case 'step-started':
      return `- ${stepText(event)}`;
    case 'step-ended':
      return null;
    case 'output': {
      const task = TASK_LINE.exec(event.line)?.[1];
      return task === undefined ? null : `    ${task}`;
    }
    case 'waiting':
      return `- waiting: process ${event.pid} is at work (${event.lock})`;
    case 'planned': {
      const lines = describePlan(event);
      return lines.length === 0 ? null : `- ${lines.join('; ')}`;
    }
    case 'ended':
      return `- also in the queue: story/${event.story}: ${event.outcome}`;
    case 'agent':
      return describeAgentEvent(event);
    case 'agent-said':
      // Several talk at once; each one's words are in its log.
      return null;
    case 'warning':
      return `warning: ${event.message} [${event.code}]`;
    default:
      return unreachable(event, 'event');
  }
}
