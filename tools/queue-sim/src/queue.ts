import type { Tree } from './tree';
import type { Story } from './workload';

/** How a story ended, and when. */
export interface End {
  readonly story: Story;
  readonly how: 'landed' | 'ejected' | 'ejected-innocent' | 'conflicted';
  readonly at: number;
}

/** The stories that wait, trunk, and how those ended that don't wait any more. */
export class Queue {
  now = 0;
  readonly ends: End[] = [];
  /** Commits on trunk that are red. */
  redCommits = 0;
  private waitingStories: readonly Story[] = [];
  private arrived = 0;

  constructor(
    private readonly stories: readonly Story[],
    private tip: Tree,
  ) {
    this.waitUntil(0);
  }

  get trunk(): Tree {
    return this.tip;
  }

  get waiting(): readonly Story[] {
    return this.waitingStories;
  }

  /** When the next story comes, or null after the last one. */
  get nextArrival(): number | null {
    return this.stories[this.arrived]?.arrives ?? null;
  }

  /** Lets time pass, and stories come. */
  waitUntil(time: number): void {
    this.now = time;
    const before = this.arrived;
    while ((this.nextArrival ?? Infinity) <= time) this.arrived++;
    this.waitingStories = [...this.waitingStories, ...this.stories.slice(before, this.arrived)];
  }

  /** Moves trunk to a commit that stands on it. */
  land(tree: Tree): void {
    for (let at: Tree | undefined = tree; at !== undefined && at !== this.tip; at = at.top?.on) {
      if (at.top === null) throw new Error('it does not stand on trunk');
      if (at.red.size > 0) this.redCommits++;
      this.end(at.top.story, 'landed');
    }
    this.tip = tree;
  }

  /** Sends a story back because a gate was red, on a commit that it would have stood on. */
  eject(story: Story, on: Tree): void {
    const { red } = on.with(story);
    const isGuilty = [...red].some((project) => !on.red.has(project));
    this.end(story, isGuilty ? 'ejected' : 'ejected-innocent');
  }

  /** Sends back every waiting story that git can't merge onto trunk any more. */
  returnConflicted(): void {
    for (const story of this.waitingStories)
      if (!this.tip.takes(story)) this.end(story, 'conflicted');
  }

  private end(story: Story, how: End['how']): void {
    this.ends.push({ story, how, at: this.now });
    this.waitingStories = this.waitingStories.filter((other) => other !== story);
  }
}
