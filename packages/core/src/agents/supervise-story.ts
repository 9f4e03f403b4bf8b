import { join } from 'node:path';
import { StorygateError } from '../errors/storygate-error';
import { unreachable } from '../errors/unreachable';
import type { Emit } from '../events/events';
import { gateStoryCommit } from '../gate/gate-story';
import type { GateRun } from '../gate/run-record';
import { armWorktrees } from '../hooks/arm-worktree';
import { pruneLogs } from '../logs/prune-logs';
import { parseCommitSha } from '../names/object-id';
import { abortLater } from '../process/abort-later';
import { startMinutes } from '../process/minutes';
import { Interrupted, interruption, throwIfInterrupted } from '../process/interruption';
import type { Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { writeFileAtomically } from '../state/atomic-file';
import { withLock } from '../state/lock';
import type { AgentCall, Prompt } from './agent-adapter';
import { writeAgentRecord, type AgentRecord, type StoredAgentRun } from './agent-record';
import { beginRun, requireAtRest, type Assignment } from './begin-run';
import { EventLog } from './event-log';
import type { FoundAgent } from './find-agent';
import { readDigest } from './format-digest';
import { findAround, readSurroundings } from './look-around';
import { noticedIn } from './noticed';
import { planRound, type Round, type RoundGate } from './plan-round';
import { runTurn } from './run-turn';
import { settleWork } from './settle-work';
import type { Turn } from './turn';
import { watchStop } from './watch-stop';

/*
 * Invariants:
 * - one process looks after an agent at a time, and its record says which; whatever ends it, the record is ended by it or by
 *   the next Storygate that looks;
 * - the agent never runs while its story is gated, and what it started never outlives its turn.
 */

/** How an agent is put to work. */
export interface RunLimits {
  readonly agent: FoundAgent;
  readonly mostRounds: number;
  /** For all rounds and their gates together. */
  readonly minutes: number;
}

/** What ends a turn, and what ends the hooks of the commit after it. */
interface TurnLimits {
  readonly turn: AbortSignal;
  readonly commit: AbortSignal;
}

/** How long the hooks of the last commit may take once the run is over, in milliseconds. */
const LAST_COMMIT = 30_000;

/**
 * Looks after one agent in one story, from before its turn until the run ends; throws only what is no end of a run: an
 * interruption, a defect.
 */
export async function superviseStory(
  repository: Repository,
  assignment: Assignment,
  { turn, ...limits }: RunLimits & { readonly turn: Turn },
  emit: Emit,
): Promise<StoredAgentRun> {
  const begun = await beginRun(repository, assignment, limits, emit);
  const run = new AgentRun(repository, assignment, begun, emit);
  const stop = watchStop(begun.folder);
  const ended = AbortSignal.any([stop.signal, interruption]);
  await turn.wait(ended);
  try {
    if (!ended.aborted) await run.begin();
    await run.work(limits, stop.signal);
  } catch (error) {
    if (!(error instanceof StorygateError)) {
      await run.end('failed', `a defect of Storygate: ${String(error)}`);
      throw error;
    }
    if (error instanceof Interrupted) {
      await run.end('interrupted', 'the user interrupted it');
      throw error;
    }
    await run.end('failed', error.message);
  } finally {
    stop.end();
  }
  const { story, trunk } = assignment;
  await pruneLogs(repository, trunk.policy.options, { story, emit });
  return run.stored;
}

/** One run: what is known of it so far, and its record. */
class AgentRun {
  private readonly rounds: Round[] = [];
  private readonly events: EventLog;
  /** What failed, as the agent is told it next. */
  private digest = '';

  constructor(
    private readonly repository: Repository,
    private readonly assignment: Assignment,
    public stored: StoredAgentRun,
    private readonly emit: Emit,
  ) {
    this.events = new EventLog(join(stored.folder, 'events.jsonl'));
  }

  /** Its turn has come: it may have waited long, and somebody may have worked there meanwhile. */
  async begin(): Promise<void> {
    await requireAtRest(this.assignment);
    await this.change({ startedAt: new Date().toISOString() });
  }

  async work({ agent, mostRounds, minutes }: RunLimits, stop: AbortSignal): Promise<void> {
    const time = startMinutes(minutes);
    const limit = AbortSignal.any([time, stop]);
    const limits = { turn: limit, commit: abortLater(limit, LAST_COMMIT) };
    for (;;) {
      throwIfInterrupted();
      if (stop.aborted) return this.end('stopped', 'somebody stopped it');
      const { rounds } = this;
      const left = time.aborted ? 'over' : 'left';
      const action = planRound({ rounds, mostRounds, time: left });
      switch (action.do) {
        case 'start-agent':
          await this.takeTurn(agent, this.assignment.brief, limits);
          break;
        case 'send-digest':
          await this.takeTurn(agent, this.digest, limits);
          break;
        case 'run-gate':
          await this.gate(limit);
          break;
        case 'end':
          return this.end(action.state, action.reason);
        default:
          unreachable(action, 'action');
      }
    }
  }

  async end(state: AgentRecord['state'], reason: string): Promise<void> {
    await this.change({ state, reason, endedAt: new Date().toISOString() });
  }

  private async takeTurn(agent: FoundAgent, message: string, limits: TurnLimits): Promise<void> {
    const round = this.rounds.length + 1;
    await this.change({ state: 'working', round });
    const { assignment, stored } = this;
    const call = await this.makeCall(agent, message, round);
    const { repository } = this;
    const before = await readSurroundings(repository, assignment.trunk);
    const turn = await runTurn({
      ...{ agent, call, limit: limits.turn },
      ...{ cwd: assignment.nxRoot, env: assignment.env, folder: stored.folder },
      onStart: (group) => this.change({ group }),
      onEvent: (event) => {
        this.events.add(round, event);
        if (event.type === 'message')
          this.emit({ type: 'agent-said', story: assignment.story, text: event.text });
      },
    });
    const around = await findAround(repository, assignment.trunk, before, stored.folder);
    // What it left is to be committed with the hooks that it turned off.
    if (around.hooks.length > 0) await this.armAgain();
    // Others land meanwhile, and an agent may sync.
    const trunk = await requireTrunk(repository);
    const work = await settleWork(
      { ...assignment, trunk },
      { message: `${assignment.story}: what ${agent.adapter.name} left`, limit: limits.commit },
    );
    const { head, noticed, ...left } = work;
    this.rounds.push({
      turn: turn.end,
      denied: turn.denied,
      ...left,
      noticed: { ...around, ...noticed },
      gate: null,
    });
    this.digest =
      left.uncommitted === null
        ? ''
        : `What you left could not be committed:\n\n${left.uncommitted}\n\nMake \`git commit\` work, with its hooks.`;
    const conversation = turn.conversation ?? stored.record.conversation;
    const sightings = this.rounds.map((each) => each.noticed);
    await this.change({ group: null, conversation, head, noticed: noticedIn(sightings) });
  }

  private async armAgain(): Promise<void> {
    const { git } = this.repository;
    await withLock(git, 'stories', this.emit, () => armWorktrees(this.repository));
  }

  /** An agent whose conversation is not known is told the whole brief again. */
  private async makeCall(agent: FoundAgent, message: string, round: number): Promise<AgentCall> {
    const { conversation } = this.stored.record;
    const isNew = round === 1 || conversation === null;
    const text = isNew && round > 1 ? `${this.assignment.brief}\n${message}` : message;
    const prompt: Prompt = { text, file: join(this.stored.folder, `prompt-${round}.md`) };
    await writeFileAtomically(prompt.file, text);
    return isNew
      ? agent.adapter.start(prompt, agent.options)
      : agent.adapter.continue(conversation, prompt, agent.options);
  }

  private async gate(stop: AbortSignal): Promise<void> {
    const last = this.rounds.pop();
    const { head } = this.stored.record;
    if (last === undefined || head === null) return;
    await this.change({ state: 'gating' });
    const { story } = this.assignment;
    const trunk = await requireTrunk(this.repository);
    const gated = await gateStoryCommit(
      this.repository,
      trunk,
      { story, commit: parseCommitSha(head), stop },
      (event) => {
        // Several stories are gated at once, and a step does not say whose it is.
        if (event.type === 'warning' || event.type === 'waiting') this.emit(event);
      },
    );
    const { text, failures } = await readDigest(gated);
    const { result, number } = gated.run;
    this.digest = text;
    this.rounds.push({ ...last, gate: { result: seenOf(result, stop), failures } });
    await this.change({ gateRun: number });
  }

  private async change(changes: Partial<AgentRecord>): Promise<void> {
    const { folder, record } = this.stored;
    this.stored = { folder, record: { ...record, ...changes } };
    await writeAgentRecord(this.stored);
    if (changes.state === undefined) return;
    const { story, state, round, reason } = this.stored.record;
    this.emit({ type: 'agent', story, state, round, reason });
  }
}

/** One that ended with a result had it before it was stopped. */
function seenOf(result: GateRun['result'], { aborted }: AbortSignal): RoundGate['result'] {
  if (result === 'passed' || result === 'failed') return result;
  return aborted ? 'stopped' : 'did-not-run';
}
