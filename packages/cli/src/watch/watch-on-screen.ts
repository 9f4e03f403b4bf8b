import { messageOf } from '@storygate/core/errors/messages';
import { StorygateError } from '@storygate/core/errors/storygate-error';
import type { StoryId } from '@storygate/core/names/story-id';
import { requireTrunk } from '@storygate/core/repository/trunk';
import { readLastAgentRun } from '@storygate/core/agents/agent-record';
import { interruption } from '@storygate/core/process/interruption';
import { readBoard, type Board } from '../board';
import type { Context } from '../context';
import { EXIT } from '../exit-code';
import { fetchQueues, readQueues, readSeenQueues } from '../queues';
import { drawView } from '../render/view';
import { act, type CommandAction } from './act';
import { onKey } from './on-key';
import { pauseAfter } from './pace';
import { readDoings } from './read-doings';
import { loadScreenTools, Screen, type ScreenTools } from './screen';
import { FIRST_STATE, selectedStory, type Action, type ViewState } from './view-state';

/** How often the lines of what goes on are read, in milliseconds: files alone, no git. */
const LOOK_AGAIN = 1_000;
/** How often a remote is asked for its queue, in milliseconds. */
const ASK_REMOTE = 30_000;

/** The view, until somebody quits it, the user interrupts it, or the terminal is gone. */
export async function watchOnScreen(context: Context): Promise<number> {
  const view = new View(context, await loadScreenTools(), await readBoard(context, readQueues));
  return view.run();
}

class View {
  private state: ViewState = FIRST_STATE;
  private doing: ReadonlyMap<StoryId, readonly string[]> = new Map();
  private readonly over = new AbortController();
  private readonly started = new Set<Promise<void>>();
  private readonly screen: Screen;
  private readonly context: Context;
  private askedRemote = performance.now();
  /** When the board is read next, and how long that took the last time; in milliseconds. */
  private next = 0;
  private read = { at: 0, took: 0 };
  private isLooking = false;
  private end: (end: number | Error) => void = () => undefined;

  constructor(
    context: Context,
    private readonly tools: ScreenTools,
    private board: Board,
  ) {
    // What would be printed belongs into the view.
    const tell = (line: string) => this.change({ message: line });
    this.context = { ...context, output: { ...context.output, say: tell, pass: tell, tell } };
    const { stdin, stdout } = process;
    this.screen = new Screen(stdin, stdout, tools.escapes, {
      onKey: (key) => this.guard(() => this.press(key)),
      onResize: () => this.guard(() => this.draw()),
      onGone: () => this.end(EXIT.interrupted),
    });
  }

  async run(): Promise<number> {
    const ended = new Promise<number>((resolve, reject) => {
      this.end = (end) => (typeof end === 'number' ? resolve(end) : reject(end));
    });
    const onInterrupt = () => this.end(EXIT.interrupted);
    if (interruption.aborted) onInterrupt();
    interruption.addEventListener('abort', onInterrupt);
    const timer = setInterval(() => void this.look(), LOOK_AGAIN);
    try {
      this.screen.open();
      this.draw();
      void this.look();
      return await ended;
    } finally {
      clearInterval(timer);
      interruption.removeEventListener('abort', onInterrupt);
      this.screen.close();
      this.over.abort();
      await Promise.allSettled(this.started);
    }
  }

  /** What is thrown here would be printed on a screen that is about to go; thrown out of `run`, it is printed after. */
  private guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    this.end(error instanceof Error ? error : new Error(String(error)));
  }

  private press(key: string): void {
    const { board, doing } = this;
    const { state, action } = onKey(this.state, key, { board, doing });
    this.change(state);
    if (action !== null) this.take(action);
    void this.look();
  }

  private take(action: Action): void {
    if ('story' in action) {
      const started = this.start(action).finally(() => this.started.delete(started));
      this.started.add(started);
    } else if (action.do === 'quit') this.end(EXIT.done);
    else if (action.do === 'interrupt') this.end(EXIT.interrupted);
    else this.next = 0;
  }

  private async start(action: CommandAction): Promise<void> {
    this.change({ underWay: [...this.state.underWay, action] });
    const message = await act(action, this.over.signal).catch(messageOf);
    const underWay = this.state.underWay.filter((one) => one !== action);
    this.next = 0;
    this.change({ underWay, message });
    void this.look();
  }

  /** Reads the lines of what goes on, and the board when its time has come; one reading at a time. */
  private async look(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    try {
      await this.hurry();
      if (performance.now() >= this.next) await this.readBoard();
      this.doing = await readDoings(this.context, this.shownStories());
      this.draw();
    } catch (error) {
      // A story that is removed meanwhile, or a git that is busy, is there or free the next time.
      if (error instanceof StorygateError) this.change({ message: error.message });
      else this.fail(error);
    } finally {
      this.isLooking = false;
    }
  }

  private async readBoard(): Promise<void> {
    const began = performance.now();
    const { repository } = this.context;
    try {
      const context = { ...this.context, trunk: await requireTrunk(repository) };
      if (began - this.askedRemote > ASK_REMOTE) {
        this.askedRemote = began;
        await fetchQueues(context);
      }
      const before = JSON.stringify(this.board.stories);
      this.board = await readBoard(context, readSeenQueues);
      const change = JSON.stringify(this.board.stories) === before ? 'none' : 'seen';
      this.pace(began, change);
    } catch (error) {
      this.pace(began, 'none');
      throw error;
    }
  }

  private pace(began: number, change: 'seen' | 'none'): void {
    const now = performance.now();
    this.read = { at: now, took: now - began };
    this.next = now + pauseAfter(this.read.took, change);
  }

  /** An agent that came to another state is worth another reading sooner. */
  private async hurry(): Promise<void> {
    const { layout } = this.context.repository;
    for (const { id, agent } of this.board.stories) {
      const last = await readLastAgentRun(layout, id);
      if (last?.folder === agent?.folder && last?.record.state === agent?.state) continue;
      const { at, took } = this.read;
      this.next = Math.min(this.next, at + pauseAfter(took, 'seen'));
      return;
    }
  }

  /** Those at work, and the one that is looked at. */
  private shownStories(): Board['stories'] {
    const { board } = this;
    const selected = selectedStory({ board }, this.state);
    return board.stories.filter(
      (story) => story.agent?.endedAt === null || story.id === selected?.id,
    );
  }

  private change(changes: Partial<ViewState>): void {
    this.state = { ...this.state, ...changes };
    this.draw();
  }

  private draw(): void {
    const { board, doing, state, screen, tools } = this;
    screen.draw(drawView({ board, doing }, state, screen.size, tools.measure));
  }
}
