import { appendFileSync } from 'node:fs';
import { leftOut } from '../process/head-and-tail';
import type { AgentEvent } from './agent-adapter';

/** The most that one run's events take, in characters. */
const LONGEST = 10_000_000;
/** Of each text of an event, so many characters are kept: its beginning and its end. */
const LONGEST_TEXT = 8_000;
/** No line of the log is longer, in characters: in JSON one character may take six. */
export const LONGEST_ENTRY = 10 * LONGEST_TEXT;

/** Keeps what an agent told, one line of JSON for each event, in a file that stays bounded. */
export class EventLog {
  private written = 0;

  constructor(private readonly file: string) {}

  add(round: number, event: AgentEvent): void {
    if (this.written > LONGEST) return;
    const texts = Object.entries(event).map(([name, text]) => [name, cut(text)]);
    this.write({ at: new Date().toISOString(), round, ...Object.fromEntries(texts) });
    if (this.written > LONGEST) this.write({ type: 'left-out' });
  }

  private write(entry: object): void {
    const line = `${JSON.stringify(entry)}\n`;
    this.written += line.length;
    appendFileSync(this.file, line);
  }
}

function cut(text: string): string {
  const out = text.length - LONGEST_TEXT;
  if (out <= 0) return text;
  const half = LONGEST_TEXT / 2;
  return `${text.slice(0, half)}${leftOut(out, 'characters')}${text.slice(-half)}`;
}
