import type { StoredAgentRun } from '@storygate/core/agents/agent-record';
import { StorygateError } from '@storygate/core/errors/storygate-error';
import type { Emit } from '@storygate/core/events/events';
import { landStories } from '@storygate/core/landing/land-queue';
import type { WorkEnd } from '@storygate/core/landing/work-queue';
import type { Outcome } from '@storygate/core/landing/outcome';
import { parseCommitSha } from '@storygate/core/names/object-id';
import { parseStoryId } from '@storygate/core/names/story-id';
import { Interrupted } from '@storygate/core/process/interruption';
import type { Context } from '../context';
import { readLandedTests, testsOf } from '../landed-tests';
import { renderHalt } from '../render/halt';
import { isDone, outcomeDocument, renderOutcome } from '../render/merge';
import { renderLandedTests } from '../render/tests';

/** What became of the stories that were ready. */
export interface Landed {
  readonly document: object;
  /** Whether each of them landed. */
  readonly isDone: boolean;
}

/** A landing that could not be tried to its end. */
interface Failure {
  readonly stories: readonly string[];
  readonly code: string;
  readonly message: string;
}

/** Lands stories as their agents get them ready, while others are at work; what waits for a landing lands together. */
export class ReadyLander {
  private readonly outcomes: Outcome[] = [];
  private halted: WorkEnd = null;
  private readonly failures: Failure[] = [];
  private ready = 0;
  private waiting: StoredAgentRun[] = [];
  private landing: Promise<void> = Promise.resolve();

  constructor(
    private readonly context: Context,
    private readonly emit: Emit,
  ) {}

  /** Takes a run that ended; one that is not ready changes nothing. */
  add(run: StoredAgentRun): void {
    if (run.record.state !== 'ready') return;
    this.ready++;
    this.waiting.push(run);
    this.landing = this.landing.then(() => this.landWaiting());
    // An interruption, a defect: who waits for the end is told.
    this.landing.catch(() => undefined);
  }

  /** Waits until nothing more lands; null where nothing was ready. */
  async end(): Promise<Landed | null> {
    await this.landing;
    const { outcomes, halted, failures } = this;
    if (this.ready === 0) return null;
    const landed = await readLandedTests(this.context.repository, outcomes);
    renderLandedTests(this.context.output, landed);
    const documents = outcomes.map((outcome) => ({
      ...outcomeDocument(outcome),
      tests: testsOf(landed, outcome.story),
    }));
    return {
      document: { outcomes: documents, halted, failures },
      isDone: halted === null && outcomes.length === this.ready && outcomes.every(isDone),
    };
  }

  private async landWaiting(): Promise<void> {
    const runs = this.waiting.splice(0);
    if (runs.length > 0) await this.tryToLand(runs);
    // What was halted still waits to land, and the next landing looks after it too.
    if (this.halted !== null) this.waiting.unshift(...this.withoutEnd(runs));
  }

  private async tryToLand(runs: readonly StoredAgentRun[]): Promise<void> {
    try {
      this.halted = await this.land(runs);
    } catch (error) {
      if (!(error instanceof StorygateError) || error instanceof Interrupted) throw error;
      const left = this.withoutEnd(runs);
      if (left.length > 1) {
        // One that can't be tried keeps none of the others from it.
        for (const run of left) await this.tryToLand([run]);
        return;
      }
      const { code, message } = error;
      this.failures.push({ stories: left.map(({ record }) => record.story), code, message });
      this.emit({ type: 'warning', code, message });
    }
  }

  private withoutEnd(runs: readonly StoredAgentRun[]): StoredAgentRun[] {
    const failed = this.failures.flatMap(({ stories }) => stories);
    const ended = new Set<string>([...this.outcomes.map(({ story }) => story), ...failed]);
    return runs.filter(({ record }) => !ended.has(record.story));
  }

  private async land(runs: readonly StoredAgentRun[]): Promise<WorkEnd> {
    const { output, repository, trunk } = this.context;
    const stories = runs.map(({ record }) => parseStoryId(record.story));
    // What was committed later, nobody looked at for what the agent may have taken away.
    const foundAt = new Map(
      runs.flatMap(({ record: { story, head } }) =>
        head === null ? [] : [[parseStoryId(story), parseCommitSha(head)]],
      ),
    );
    const halted = await landStories(
      repository,
      { stories, foundAt, strategy: null, priority: null },
      this.emit,
      (outcome) => {
        this.outcomes.push(outcome);
        renderOutcome(output, outcome, trunk.name);
      },
    );
    if (halted !== null) renderHalt(output, halted, trunk.name);
    return halted;
  }
}
