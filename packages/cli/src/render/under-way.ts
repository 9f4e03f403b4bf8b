import type { StorygateEvent } from '@storygate/core/events/events';
import { describePlan } from './describe-plan';
import { stepText } from './steps';

type Step = Extract<StorygateEvent, { type: 'step-started' }>['step'];

/** Nx's own lines about a task that ended, and about what it is to do. Results are never read from them. */
const TASK_LINE = /nx run (\S+)/;
const HEADER = /Running targets? .* for (?:project|(\d+) projects?\b)/;
const BEHIND = /and (?:(\d+) tasks? (?:it|they) depends? on)/;

/** What Nx says of a run's tasks. */
interface Tasks {
  readonly ended: Set<string>;
  /** null: Nx did not say how many there are. */
  total: number | null;
  last: string;
}

/**
 * What is under way, told by events: steps (a landing and the next gate run go side by side), how far the gate run is, the
 * chain, and who waits behind it.
 */
export class UnderWay {
  private readonly steps = new Map<Step, { readonly text: string; readonly since: number }>();
  private tasks: Tasks = noTasks();
  private chain: readonly string[] = [];

  /** Takes an event in; `now` in milliseconds. */
  note(event: StorygateEvent, now: number): void {
    switch (event.type) {
      case 'step-started':
        this.steps.set(event.step, { text: stepText(event), since: now });
        if (event.step === 'run-gate') this.tasks = noTasks();
        break;
      case 'step-ended':
        this.steps.delete(event.step);
        break;
      case 'output':
        if (event.step === 'run-gate') this.noteLine(event.line);
        break;
      case 'planned':
        this.chain = describePlan(event);
        break;
      case 'waiting':
      case 'ended':
      case 'agent':
      case 'agent-said':
      case 'warning':
        break;
    }
  }

  /** Nothing is under way any more, or not as far as anybody was told. */
  clear(): void {
    this.steps.clear();
    this.chain = [];
  }

  /** What to show at a moment: a line for each step with its seconds, then the chain. No line is longer than `columns`. */
  lines(now: number, columns: number): string[] {
    const steps = [...this.steps].flatMap(([step, { text, since }]) => {
      const seconds = String(Math.round((now - since) / 1000)).padStart(3);
      return [`${seconds} s  ${text}`, ...(step === 'run-gate' ? this.progress() : [])];
    });
    const chain = steps.length === 0 ? [] : this.chain.map((line) => `${INDENT}${line}`);
    return [...steps, ...chain].map((line) => line.slice(0, columns));
  }

  private progress(): string[] {
    const { ended, total, last } = this.tasks;
    if (ended.size === 0) return total === null ? [] : [`${INDENT}${total} tasks`];
    const of = total === null || total < ended.size ? '' : ` of ${total}`;
    return [`${INDENT}${ended.size}${of} tasks have ended, the last one ${last}`];
  }

  private noteLine(line: string): void {
    const task = TASK_LINE.exec(line)?.[1];
    if (task !== undefined) {
      this.tasks.ended.add(task);
      this.tasks.last = task;
      return;
    }
    const header = HEADER.exec(line);
    if (header !== null)
      this.tasks.total = Number(header[1] ?? 1) + Number(BEHIND.exec(line)?.[1] ?? 0);
  }
}

/** Below a step's words. */
const INDENT = ' '.repeat(7);

function noTasks(): Tasks {
  return { ended: new Set(), total: null, last: '' };
}
