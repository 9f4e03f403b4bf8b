import { join } from 'node:path';
import { endProcesses } from '../process/end-processes';
import { nameGroup, type ProcessGroup } from '../process/process-group';
import { placeMark } from '../process/process-mark';
import { runProgram, type ProgramEnd } from '../process/run-program';
import type { AgentCall, AgentEvent } from './agent-adapter';
import type { FoundAgent } from './find-agent';
import { ATTENTION } from './format-brief';
import type { TurnEnd } from './plan-round';

/** One call of an agent's program. */
export interface TurnRequest {
  readonly agent: FoundAgent;
  readonly call: AgentCall;
  /** The Nx workspace in the story's worktree. */
  readonly cwd: string;
  /** The story's own variables. */
  readonly env: Readonly<Record<string, string>>;
  /** The agent run's own folder. */
  readonly folder: string;
  /** Stops the agent when it aborts. */
  readonly limit: AbortSignal;
  /** Told the process group as soon as the agent runs: another process may have to end it. */
  readonly onStart: (group: ProcessGroup) => Promise<void>;
  readonly onEvent: (event: AgentEvent) => void;
}

/** What came of a turn. */
export interface Turn {
  readonly end: TurnEnd;
  readonly denied: readonly string[];
  readonly conversation: string | null;
}

/** How long what an agent left running may take to end, in milliseconds. */
const GRACE = 2_000;
/** The longest line that is read as an event, in characters: some hold all that a command printed, or a whole file. */
const LONGEST_EVENT = 1_000_000;

/** Runs an agent's program to its end, and ends what it left running. */
export async function runTurn(request: TurnRequest): Promise<Turn> {
  const { agent, call, cwd, folder, limit, onEvent } = request;
  const mark = placeMark(folder);
  const heard = new Heard();
  const end = await runProgram({
    file: agent.program,
    args: call.args,
    cwd,
    env: { ...request.env, ...mark.env },
    ...(call.input === undefined ? {} : { input: call.input }),
    limit,
    onStart: async (pid) => request.onStart(await nameGroup(pid)),
    logFile: join(folder, 'agent.log'),
    longestLine: LONGEST_EVENT,
    onLine: (line) => {
      heard.line(line);
      for (const event of agent.adapter.readEvents(line)) {
        heard.event(event);
        onEvent(event);
      }
    },
  });
  // What cleared its environment is still in the group, unless it left that too.
  await endProcesses(({ pid, group }) => group === end.pid || mark.isOn(pid), GRACE);
  return {
    end: heard.endOf(end),
    denied: [...heard.denied],
    conversation: heard.conversation ?? call.conversation ?? null,
  };
}

/** Of what an agent said, so many characters are kept. */
const KEPT = 20_000;
const QUESTION = new RegExp(`^\\W*${ATTENTION}\\s*(.+)$`, 'gm');

/** What was heard of an agent in one turn, in bounded memory. */
class Heard {
  conversation: string | null = null;
  readonly denied = new Set<string>();
  private said = '';
  private last = '';
  private trouble: string | null = null;
  private failed: string | null = null;

  line(line: string): void {
    if (line.trim() !== '') this.last = line.trim();
  }

  event(event: AgentEvent): void {
    switch (event.type) {
      case 'conversation':
        this.conversation = event.id;
        break;
      case 'message':
        this.said = `${this.said}\n${event.text}\n`.slice(-KEPT);
        break;
      case 'message-part':
        this.said = `${this.said}${event.text}`.slice(-KEPT);
        break;
      case 'denied':
        if (this.denied.size < MOST_DENIED) this.denied.add(event.what);
        break;
      case 'trouble':
        this.trouble = event.text;
        break;
      case 'failed':
        this.failed = event.why;
        break;
      case 'command':
        break;
    }
  }

  endOf({ exitCode, trouble, stopped }: ProgramEnd): TurnEnd {
    if (stopped !== null) return { kind: 'over' };
    const why = (this.failed ?? this.trouble ?? this.last).slice(0, LONGEST_REASON);
    if (trouble !== null) return { kind: 'failed', why: `the agent could not work: ${trouble}` };
    if (exitCode !== 0)
      return { kind: 'failed', why: `the agent ended with exit code ${exitCode}: ${why}` };
    if (this.failed !== null) return { kind: 'failed', why: `the agent failed: ${why}` };
    // One that it went on from is answered.
    const question = [...this.said.matchAll(QUESTION)].at(-1)?.[1];
    if (question === undefined) return { kind: 'ended' };
    return { kind: 'asks', question: question.slice(0, LONGEST_REASON) };
  }
}

const MOST_DENIED = 20;
const LONGEST_REASON = 500;
