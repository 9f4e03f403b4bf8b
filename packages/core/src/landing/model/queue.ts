import type {
  ChainFacts,
  ChainRun,
  Ejection,
  LandingAction,
  LinkProof,
  TrunkTrouble,
} from '../plan-landing';
import {
  claimReach,
  coverOf,
  faultOf,
  isConflicting,
  nameOf,
  type Tree,
  type World,
} from './world';

/** One thing that came of a plan, with all that is needed to judge it. */
export type Event =
  | { readonly kind: 'gate'; readonly run: ChainRun }
  /** Trunk came to each of these trees, by these proofs; or where nothing is to land, could come there. */
  | {
      readonly kind: 'land';
      readonly trees: readonly Tree[];
      readonly proofs: readonly LinkProof[];
    }
  /** A story was sent back; `on` is what is left before it. */
  | { readonly kind: 'eject'; readonly on: Tree; readonly story: string; readonly why: Ejection }
  | {
      readonly kind: 'halt';
      readonly trunk: Tree;
      readonly chain: readonly Tree[];
      readonly trouble: TrunkTrouble;
    }
  | { readonly kind: 'push'; readonly trunk: Tree };

/** A queue at one moment, and how it came there. */
export interface Queue {
  readonly world: World;
  readonly verify: ChainFacts['verify'];
  readonly upTo: ChainFacts['upTo'];
  /** The most stories of a chain. */
  readonly batch: number;
  readonly trunk: Tree;
  readonly waiting: readonly string[];
  readonly runs: readonly ChainRun[];
  /** The candidates that the ledger proves. */
  readonly attested: readonly string[];
  /** Whether the process dies in the next landing, when all is attested and trunk moved by one commit. */
  readonly dies: boolean;
  readonly events: readonly Event[];
}

/** The candidates of the next chain: each waiting story on those before it, but for one that conflicts with these. */
export function chainOf({ world, trunk, waiting, batch }: Queue): Tree[] {
  let tip = trunk;
  const trees = waiting.flatMap((story) => {
    if (isConflicting(world, tip, story)) return [];
    tip = [...tip, story];
    return [tip];
  });
  return trees.slice(0, batch);
}

/** What a planner gets to know. */
export function factsOf(queue: Queue): ChainFacts {
  const chain = chainOf(queue).map((tree) => ({
    story: storyOf(tree),
    commit: nameOf(tree),
    attested: queue.attested.includes(nameOf(tree)),
    reach: claimReach(queue.world, storyOf(tree)),
  }));
  const { verify, upTo, runs } = queue;
  return { trunk: nameOf(queue.trunk), verify, upTo, chain, runs };
}

/** The queue after a planner's step. */
export function carryOut(queue: Queue, action: LandingAction): Queue {
  const ends = [queue.trunk, ...chainOf(queue)];
  switch (action.do) {
    case 'nothing':
      return queue;
    case 'halt':
      return record(queue, {
        kind: 'halt',
        trunk: queue.trunk,
        chain: chainOf(queue),
        trouble: action.trouble,
      });
    case 'gate': {
      const run = gate(queue, at(ends, action.from), at(ends, action.to));
      return record({ ...queue, runs: [...queue.runs, run] }, { kind: 'gate', run });
    }
    case 'eject': {
      const out = action.ejections.map(({ link }) => storyOf(at(ends, link + 1)));
      const events = action.ejections.map((why): Event => {
        const on = at(ends, why.link).filter((story) => !out.includes(story));
        return { kind: 'eject', on, story: storyOf(at(ends, why.link + 1)), why };
      });
      return record(
        settle(queue, (story) => !out.includes(story)),
        ...events,
      );
    }
    case 'land': {
      const isCut = queue.dies && queue.verify === 'every-commit';
      const trees = ends.slice(1, isCut ? 2 : action.proofs.length + 1);
      const trunk = at(trees, trees.length - 1);
      const attested = action.proofs.flatMap(({ by }, index) =>
        by === 'batch-tip' ? [] : [nameOf(at(ends, index + 1))],
      );
      const landed = { ...queue, trunk, attested: [...queue.attested, ...attested], dies: false };
      return record(
        settle(landed, (story) => !trunk.includes(story)),
        { kind: 'land', trees, proofs: action.proofs.slice(0, trees.length) },
      );
    }
  }
}

/** A gate run's answer, from the world's truth. */
export function gate({ world, trunk }: Queue, from: Tree, to: Tree): ChainRun {
  const covers = coverOf(world, from, to);
  const red = covers.filter((project) => faultOf(world, to, project) !== 'none');
  const isSilent = red.some((project) => faultOf(world, to, project) === 'silent');
  const isSkipped = (project: string) =>
    world.blames === 'first' && world.projects[project]?.some((one) => red.includes(one));
  const blamed = isSilent ? [] : red.filter((project) => !isSkipped(project));
  return {
    from: nameOf(from),
    to: nameOf(to),
    result: red.length === 0 ? 'passed' : isSilent ? 'did-not-run' : 'failed',
    covers: new Set(covers),
    blamed,
    onTrunk: control(world, trunk, isSilent ? covers : blamed),
  };
}

/** What a control run of some projects on trunk's tip shows. */
function control(world: World, trunk: Tree, projects: readonly string[]): TrunkTrouble | null {
  const red = projects.filter((project) => faultOf(world, trunk, project) !== 'none');
  const silent = red.find((project) => faultOf(world, trunk, project) === 'silent');
  if (silent !== undefined) return { kind: 'did-not-run', reason: silent };
  const tasks = red.map((project) => ({ project, task: project }));
  return tasks.length === 0 ? null : { kind: 'red', tasks };
}

/** Keeps the waiting stories that answer yes, and of these what trunk doesn't conflict with. */
export function settle(queue: Queue, keeps: (story: string) => boolean): Queue {
  const { world, trunk } = queue;
  const waiting = queue.waiting.filter(
    (story) => keeps(story) && !isConflicting(world, trunk, story),
  );
  return { ...queue, waiting };
}

/** Adds to what happened. */
export function record(queue: Queue, ...events: readonly Event[]): Queue {
  return { ...queue, events: [...queue.events, ...events] };
}

function storyOf(tree: Tree): string {
  return at(tree, tree.length - 1);
}

function at<T>(list: readonly T[], index: number): T {
  const value = list[index];
  if (value === undefined) throw new Error(`there is no place ${index} among ${list.length}`);
  return value;
}
