import type { WriteStream } from 'node:tty';
import type { StorygateEvent } from '@storygate/core';
import { unreachable } from '@storygate/core/errors/unreachable';
import { STEP_WORDS } from './steps';

/** Shows what is under way. */
export interface Progress {
  emit(event: StorygateEvent): void;
  settle(): void;
}

/** A live line with the elapsed time on a terminal; a plain line for each step elsewhere. */
export function createProgress(stream: WriteStream): Progress {
  return stream.isTTY ? new LiveProgress(stream) : new PlainProgress(stream);
}

/** Nx's own lines about a task, which tell a watcher how far it is; results are never read from them. */
const TASK_LINE = /nx run (\S+)/;

class PlainProgress implements Progress {
  constructor(private readonly stream: NodeJS.WritableStream) {}

  emit(event: StorygateEvent): void {
    const line = describe(event);
    if (line !== null) this.stream.write(`${line}\n`);
  }

  settle(): void {
    // Each line ends itself.
  }
}

class LiveProgress implements Progress {
  private text: string | null = null;
  private task = '';
  private since = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly stream: WriteStream) {}

  emit(event: StorygateEvent): void {
    switch (event.type) {
      case 'step-started':
        this.show(stepText(event));
        break;
      case 'step-ended':
        this.settle();
        break;
      case 'output':
        this.task = TASK_LINE.exec(event.line)?.[1] ?? this.task;
        break;
      case 'waiting':
      case 'planned':
      case 'ended':
      case 'warning': {
        const text = this.text;
        this.settle();
        const line = describe(event);
        if (line !== null) this.stream.write(`${line}\n`);
        if (text !== null) this.show(text);
        break;
      }
      default:
        unreachable(event, 'event');
    }
  }

  settle(): void {
    if (this.timer !== null) clearInterval(this.timer);
    if (this.text !== null) this.stream.write('\r\u001b[2K');
    this.timer = null;
    this.text = null;
    this.task = '';
  }

  private show(text: string): void {
    this.settle();
    this.text = text;
    this.since = performance.now();
    this.draw();
    this.timer = setInterval(() => this.draw(), 200);
    this.timer.unref();
  }

  private draw(): void {
    const seconds = Math.round((performance.now() - this.since) / 1000);
    const line = `${String(seconds).padStart(3)} s  ${this.text ?? ''}${this.task === '' ? '' : ` (${this.task})`}`;
    this.stream.write(`\r\u001b[2K${line.slice(0, (this.stream.columns || 80) - 1)}`);
  }
}

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
    case 'planned':
      return describePlan(event);
    case 'ended':
      return `- also in the queue: story/${event.story}: ${event.outcome}`;
    case 'warning':
      return `warning: ${event.message} [${event.code}]`;
    default:
      return unreachable(event, 'event');
  }
}

function stepText(event: Extract<StorygateEvent, { type: 'step-started' }>): string {
  const words = STEP_WORDS[event.step];
  return event.detail === null ? words : `${words} ${event.detail}`;
}

/** Who is in the chain, who waits, and what comes next; nothing to say where one story goes its way alone. */
function describePlan({
  chain,
  waiting,
  next,
}: Extract<StorygateEvent, { type: 'planned' }>): string | null {
  if (chain.length < 2 && waiting.length === 0) return null;
  const behind = waiting.length === 0 ? '' : `; waiting: ${waiting.join(', ')}`;
  const step =
    next.stories.length === 0 ? '' : `; next: ${PLAN_WORDS[next.do]} ${next.stories.join(', ')}`;
  return `- chain: ${chain.join(', ')}${behind}${step}`;
}

const PLAN_WORDS = {
  gate: 'gate',
  land: 'land',
  eject: 'send back',
  halt: '',
  nothing: '',
} as const;
