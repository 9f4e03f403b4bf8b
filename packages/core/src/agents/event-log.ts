import { appendFileSync } from 'node:fs';
import type { AgentEvent } from './agent-adapter';

/** The most that one run's events take, in characters. */
const LONGEST = 10_000_000;

/** Keeps what an agent told, one line of JSON for each event, in a file that stays bounded. */
export class EventLog {
  private written = 0;

  constructor(private readonly file: string) {}

  add(round: number, event: AgentEvent): void {
    if (this.written > LONGEST) return;
    this.write({ at: new Date().toISOString(), round, ...event });
    if (this.written > LONGEST) this.write({ type: 'left-out' });
  }

  private write(entry: object): void {
    const line = `${JSON.stringify(entry)}\n`;
    this.written += line.length;
    appendFileSync(this.file, line);
  }
}
