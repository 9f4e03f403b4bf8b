import type { StoredAgentRun } from '@storygate/core/agents/agent-record';
import { landStories } from '@storygate/core/landing/land-queue';
import type { WorkEnd } from '@storygate/core/landing/work-queue';
import type { Outcome } from '@storygate/core/landing/outcome';
import { parseCommitSha } from '@storygate/core/names/object-id';
import { parseStoryId } from '@storygate/core/names/story-id';
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

/** Lands stories as their agents get them ready, while others are at work; what waits for a landing lands together. */
export class ReadyLander {
  private readonly outcomes: Outcome[] = [];
  private halted: WorkEnd = null;
  private ready = 0;
  private waiting: StoredAgentRun[] = [];
  private landing: Promise<void> = Promise.resolve();

  constructor(private readonly context: Context) {}

  /** Takes a run that ended; one that is not ready changes nothing. */
  add(run: StoredAgentRun): void {
    if (run.record.state !== 'ready') return;
    this.ready++;
    this.waiting.push(run);
    this.landing = this.landing.then(() => this.landWaiting());
    // Who waits for the end is told.
    this.landing.catch(() => undefined);
  }

  /** Waits until nothing more lands; null where nothing was ready. */
  async end(): Promise<Landed | null> {
    await this.landing;
    const { outcomes, halted } = this;
    if (this.ready === 0) return null;
    const landed = await readLandedTests(this.context.repository, outcomes);
    renderLandedTests(this.context.output, landed);
    const documents = outcomes.map((outcome) => ({
      ...outcomeDocument(outcome),
      tests: testsOf(landed, outcome.story),
    }));
    return {
      document: { outcomes: documents, halted },
      isDone: halted === null && outcomes.length === this.ready && outcomes.every(isDone),
    };
  }

  private async landWaiting(): Promise<void> {
    const runs = this.waiting.splice(0);
    if (runs.length === 0) return;
    const { output, repository, trunk } = this.context;
    const stories = runs.map(({ record }) => parseStoryId(record.story));
    // What was committed later, nobody looked at for what the agent may have taken away.
    const foundAt = new Map(
      runs.flatMap(({ record: { story, head } }) =>
        head === null ? [] : [[parseStoryId(story), parseCommitSha(head)]],
      ),
    );
    this.halted = await landStories(
      repository,
      { stories, foundAt, strategy: null, priority: null },
      output.emit,
      (outcome) => {
        this.outcomes.push(outcome);
        renderOutcome(output, outcome, trunk.name);
      },
    );
    if (this.halted !== null) renderHalt(output, this.halted, trunk.name);
  }
}
