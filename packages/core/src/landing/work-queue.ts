import { inStep, type Emit, type StorygateEvent } from '../events/events';
import { unreachable } from '../errors/unreachable';
import { throwIfInterrupted } from '../process/interruption';
import type { Pause } from '../queue/pause';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { advanceTrunk } from './advance-trunk';
import { ChainMemory, linkAt, makeChain, type Chain } from './chain';
import { attestLinks, gateLinks, viewLinks, type KnownRun } from './chain-runs';
import { endOutcome, landedOutcome, racedOutcome, rejectionOutcome } from './outcomes';
import {
  planLanding,
  type Ejection,
  type LandingAction,
  type Link,
  type LinkProof,
} from './plan-landing';
import type { PinnedStory } from './candidate-of';
import type { QueueSource } from './queue-source';
import { readFreshTrunk } from './read-fresh-trunk';
import { findUnprovenTip } from './unproven-trunk';

/*
 * Works a queue: reads the facts, asks the planner for one step, takes it, and begins again. Invariants:
 * - whoever works a queue holds the `gate` lock; but trunk moves by compare-and-swap from the tested base, so nothing
 *   depends on that;
 * - a story's attestation is in the ledger before trunk moves over it, and its entry ends after that, so that wherever
 *   this is killed, the next one who works the queue goes on from there.
 */

/** Trunk may move under a landing this often in a row before it gives up. */
const MOST_RACES = 5;

/** Which part of the queue to work, and how far. */
export interface WorkRequest {
  /** Work until none of these waits any more. */
  readonly isWanted: (story: PinnedStory) => boolean;
  /** The most stories in one chain. */
  readonly most: number;
  /** `prove` stops before trunk moves, with everything attested. */
  readonly upTo: 'prove' | 'land';
}

/** Why stories still wait, though nothing is wrong with them. */
export type Halt =
  /** Somebody paused the queue. */
  | { readonly kind: 'paused'; readonly pause: Pause }
  /** Commits on trunk that nothing proves. */
  | { readonly kind: 'trunk-unproven'; readonly commits: readonly string[] }
  /** Tasks that fail on trunk itself. */
  | { readonly kind: 'trunk-red'; readonly tasks: readonly string[] };

/** How working a queue ended: null when no wanted story waits any more, or all that wait are proven. */
export type WorkEnd = Halt | null;

/** Works a queue until no wanted story waits. The caller holds the `gate` lock. */
export async function workQueue(
  repository: Repository,
  source: QueueSource,
  request: WorkRequest,
  emit: Emit,
): Promise<WorkEnd> {
  const work = new Work(repository, source, request, emit);
  for (;;) {
    throwIfInterrupted();
    const step = await work.step();
    if (step !== 'go-on') return step;
  }
}

class Work {
  private readonly memory = new ChainMemory();
  private readonly runs: KnownRun[] = [];
  private races = 0;

  constructor(
    private readonly repository: Repository,
    private readonly source: QueueSource,
    private readonly request: WorkRequest,
    private readonly emit: Emit,
  ) {}

  async step(): Promise<WorkEnd | 'go-on'> {
    const { repository, emit, runs } = this;
    const trunk = await readFreshTrunk(repository, emit);
    const { stories, pause } = await this.source.read();
    if (!stories.some(this.request.isWanted)) return null;
    if (pause !== null) return { kind: 'paused', pause };
    const unproven = await findUnprovenTip(repository, trunk);
    if (unproven.length > 0)
      return { kind: 'trunk-unproven', commits: unproven.map(({ commit }) => commit) };

    const chain = await inStep(emit, 'make-candidate', trunk.name, () =>
      makeChain(repository, trunk, stories, this.memory, this.request.most),
    );
    for (const { story, end } of chain.ended) {
      await this.source.end(story, await endOutcome(repository, trunk, story, end));
    }
    if (chain.ended.length > 0) return 'go-on';

    const links = await viewLinks(repository, trunk, chain.links, { runs, emit });
    const { verify } = trunk.policy.options.merge;
    const { upTo } = this.request;
    const action = planLanding({ trunk: trunk.commit, verify, upTo, chain: links, runs });
    emit(describePlan(links, stories, action));
    switch (action.do) {
      case 'nothing':
        return null;
      case 'halt':
        return { kind: 'trunk-red', tasks: action.tasks };
      case 'gate': {
        const from = action.from === 0 ? null : linkAt(chain, action.from - 1);
        runs.push(
          await gateLinks(repository, trunk, { from, to: linkAt(chain, action.to - 1) }, emit),
        );
        return 'go-on';
      }
      case 'eject':
        for (const ejection of action.ejections)
          await this.eject(trunk, chain, action.run as KnownRun, ejection);
        return 'go-on';
      case 'land':
        return this.land(trunk, chain, links, action.proofs);
      default:
        return unreachable(action, 'action');
    }
  }

  private async land(
    trunk: Trunk,
    chain: Chain,
    links: readonly Link[],
    proofs: readonly LinkProof[],
  ): Promise<WorkEnd | 'go-on'> {
    const { repository, emit } = this;
    const toAttest = proofs.map((proof, index) => {
      const { candidate, story } = linkAt(chain, index);
      return { candidate, story: story.id, reach: links[index]?.reach ?? null, proof };
    });
    const trees = toAttest.map(({ candidate }) => candidate.tree.slice(0, 10)).join(', ');
    const proven = await inStep(emit, 'attest', trees, () =>
      attestLinks(repository, trunk, toAttest),
    );
    if (this.request.upTo === 'prove') return null;
    throwIfInterrupted();
    const { advanced, notes } = await advanceTrunk(repository, trunk, proven, emit);
    this.races = advanced ? 0 : this.races + 1;
    if (!advanced && this.races < MOST_RACES) return 'go-on';
    for (const [index, proof] of proofs.entries()) {
      const link = linkAt(chain, index);
      const last = index === proofs.length - 1;
      const outcome = advanced
        ? landedOutcome(link, proof, last ? notes : [])
        : racedOutcome(link, proof);
      await this.source.end(link.story, outcome);
    }
    return 'go-on';
  }

  private async eject(
    trunk: Trunk,
    chain: Chain,
    run: KnownRun,
    ejection: Ejection,
  ): Promise<void> {
    const link = linkAt(chain, ejection.link);
    await this.source.end(
      link.story,
      await rejectionOutcome(this.repository, trunk, link, run, ejection),
    );
  }
}

function describePlan(
  links: readonly Link[],
  stories: readonly PinnedStory[],
  action: LandingAction,
): StorygateEvent {
  const chain = links.map(({ story }) => story);
  const waiting = stories.map(({ id }) => id).filter((id) => !chain.includes(id));
  const next = { do: action.do, stories: storiesOf(action, chain) };
  return { type: 'planned', chain, waiting, next };
}

function storiesOf(action: LandingAction, chain: readonly string[]): readonly string[] {
  switch (action.do) {
    case 'gate':
      return chain.slice(action.from, action.to);
    case 'eject':
      return action.ejections.map(({ link }) => chain[link] ?? '');
    case 'land':
      return chain.slice(0, action.proofs.length);
    case 'halt':
    case 'nothing':
      return [];
    default:
      return unreachable(action, 'action');
  }
}
