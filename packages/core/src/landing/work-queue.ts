import { inStep, type Emit } from '../events/events';
import { unreachable } from '../errors/unreachable';
import { throwIfInterrupted } from '../process/interruption';
import type { Pause } from '../queue/pause';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { advanceTrunk } from './advance-trunk';
import { ChainMemory, linkAt, makeChain, type Chain, type ChainEnd, type ChainLink } from './chain';
import { appendSealed } from './attest-candidates';
import { gateLinks, sealLinks, viewLinks, type KnownRun, type SealedLinks } from './chain-runs';
import { describeStep } from './describe-step';
import { findLanding } from './find-landing';
import type { Outcome } from './outcome';
import { endOutcome, landedOutcome, racedOutcome, rejectionOutcome } from './outcomes';
import {
  planLanding,
  type ChainFacts,
  type Ejection,
  type Link,
  type LinkProof,
  type TrunkTrouble,
} from './plan-landing';
import { withoutRefuted } from './known-red';
import type { PinnedStory } from './candidate-of';
import type { ControlMemory } from './control';
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
  | { readonly kind: 'trunk-red'; readonly tasks: readonly string[] }
  /** The gates that a story was to pass don't run on trunk itself. */
  | { readonly kind: 'trunk-did-not-run'; readonly reason: string };

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
  private runs: readonly KnownRun[] = [];
  private readonly controls: ControlMemory = new Map();
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
      await this.source.end([{ story, outcome: await this.endOf(trunk, story, end) }]);
    }
    if (chain.ended.length > 0) return 'go-on';

    const links = await viewLinks(repository, trunk, chain.links, { runs, emit });
    const { verify } = trunk.policy.options.merge;
    const { upTo } = this.request;
    const facts = { trunk: trunk.commit, verify, upTo, chain: links, runs };
    const action = planLanding(facts);
    emit(describeStep(links, stories, action));
    switch (action.do) {
      case 'nothing':
        return null;
      case 'halt':
        return haltOf(action.trouble);
      case 'gate':
        await this.gate(trunk, chain.links, action);
        return 'go-on';
      case 'eject':
        for (const ejection of action.ejections)
          await this.eject(trunk, chain, action.run as KnownRun, ejection);
        return 'go-on';
      case 'land': {
        const sealed = await this.seal(trunk, chain, links, action.proofs);
        if (upTo === 'prove') {
          await this.attest(sealed);
          return null;
        }
        await bothOf(
          this.land(trunk, chain, action.proofs, sealed),
          this.gateBehind(trunk, chain, facts, action.proofs.length),
        );
        return 'go-on';
      }
      default:
        return unreachable(action, 'action');
    }
  }

  /** Gates what the planner names among links that stand on `trunk`. */
  private async gate(
    trunk: Trunk,
    links: readonly ChainLink[],
    { from, to }: { readonly from: number; readonly to: number },
  ): Promise<void> {
    const range = { from: from === 0 ? null : linkAt(links, from - 1), to: linkAt(links, to - 1) };
    const { repository, runs, controls, emit } = this;
    const run = await gateLinks(repository, trunk, range, { runs, controls, emit });
    this.runs = [...withoutRefuted(runs, run), run];
  }

  /** While the first links land: the gate run that those behind them need, if they are wanted and it is known by now. */
  private async gateBehind(
    trunk: Trunk,
    { links }: Chain,
    facts: ChainFacts,
    landing: number,
  ): Promise<void> {
    const rest = links.slice(landing);
    if (!rest.some(({ story }) => this.request.isWanted(story))) return;
    const { commit } = linkAt(links, landing - 1).candidate;
    const action = planLanding({ ...facts, trunk: commit, chain: facts.chain.slice(landing) });
    if (action.do === 'gate') await this.gate({ ...trunk, commit }, rest, action);
  }

  private seal(
    trunk: Trunk,
    chain: Chain,
    links: readonly Link[],
    proofs: readonly LinkProof[],
  ): Promise<SealedLinks> {
    const toSeal = proofs.map((proof, index) => {
      const { candidate, story } = linkAt(chain.links, index);
      return { candidate, story: story.id, reach: links[index]?.reach ?? null, proof };
    });
    return sealLinks(this.repository, trunk, toSeal);
  }

  private async attest({ proven, fresh }: SealedLinks): Promise<void> {
    const trees = proven.map(({ candidate }) => candidate.tree.slice(0, 10)).join(', ');
    await inStep(this.emit, 'attest', trees, () => appendSealed(this.repository, fresh));
    throwIfInterrupted();
  }

  private async land(
    trunk: Trunk,
    chain: Chain,
    proofs: readonly LinkProof[],
    sealed: SealedLinks,
  ): Promise<void> {
    const { repository, emit } = this;
    await this.attest(sealed);
    const { advanced, notes } = await advanceTrunk(repository, trunk, sealed.proven, emit);
    this.races = advanced ? 0 : this.races + 1;
    if (!advanced && this.races < MOST_RACES) return;
    const ends = proofs.map((proof, index) => {
      const link = linkAt(chain.links, index);
      const last = index === proofs.length - 1;
      const outcome = advanced
        ? landedOutcome(link, proof, last ? notes : [])
        : racedOutcome(link, proof);
      return { story: link.story, outcome };
    });
    await this.source.end(ends);
  }

  /** A landing that was killed before it told of itself is told of now. */
  private async endOf(trunk: Trunk, story: PinnedStory, end: ChainEnd): Promise<Outcome> {
    const { repository } = this;
    const isTold = end.kind !== 'nothing-to-merge' || (await this.source.hasTold(story));
    const landing = isTold ? null : await findLanding(repository, trunk, story);
    return landing === null
      ? endOutcome(repository, trunk, story, end)
      : landedOutcome({ story, candidate: landing }, { by: 'ledger' }, []);
  }

  private async eject(
    trunk: Trunk,
    chain: Chain,
    run: KnownRun,
    ejection: Ejection,
  ): Promise<void> {
    const link = linkAt(chain.links, ejection.link);
    const outcome = await rejectionOutcome(this.repository, trunk, link, run, ejection);
    await this.source.end([{ story: link.story, outcome }]);
  }
}

/** Waits for the ends of both before it throws what one of them threw. */
async function bothOf(one: Promise<void>, other: Promise<void>): Promise<void> {
  const ends = await Promise.allSettled([one, other]);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

function haltOf(trouble: TrunkTrouble): Halt {
  return trouble.kind === 'red'
    ? { kind: 'trunk-red', tasks: trouble.tasks.map(({ task }) => task) }
    : { kind: 'trunk-did-not-run', reason: trouble.reason };
}
