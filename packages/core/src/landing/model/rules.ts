import type { ChainRun, TrunkTrouble } from '../plan-landing';
import type { Case, History } from './drive';
import type { Event } from './queue';
import {
  claimReach,
  coverOf,
  faultOf,
  nameOf,
  redOn,
  treeOf,
  type Tree,
  type World,
} from './world';

/** What is wrong with a history, in words; nothing where the rule holds. */
export type Rule = (history: History, work: Case) => string[];

/** What holds for every planner worth the name. */
export const rules = {
  /** Every commit, or under `batch-tip` the tip of each landing. What was red before and is untouched doesn't count. */
  'lands only what is green': (history, { world, verify }) => {
    const given = [[], ...only(history, 'push').map(({ trunk }) => trunk)];
    return only(history, 'land').flatMap(({ trees }) =>
      (verify === 'batch-tip' ? trees.slice(-1) : trees).flatMap((tree) => {
        const base = given.filter((trunk) => isPrefix(trunk, tree));
        return redOn(world, tree)
          .filter((project) => base.every((trunk) => coverOf(world, trunk, tree).includes(project)))
          .map((project) => `${nameOf(tree)} is red in ${project}`);
      }),
    );
  },

  /** So that its attestation, on its parent, names a green task with the same inputs wherever one is expected. */
  'proves each commit by a run of all that it affects': (history, { world, verify }) =>
    only(history, 'land').flatMap(({ trees, proofs }) =>
      trees.flatMap((tree, index) => {
        const hasRun = ({ from, to }: ChainRun, project: string) =>
          coverOf(world, treeOf(from), treeOf(to)).includes(project) &&
          !coverOf(world, tree, treeOf(to)).includes(project);
        const proof = proofs[index];
        if (verify === 'batch-tip' || proof === undefined || proof.by === 'ledger') return [];
        return coverOf(world, tree.slice(0, -1), tree)
          .filter((project) => !hasRun(proof.run, project))
          .map((project) => `${nameOf(tree)} is proven by ${proof.by} without ${project}`);
      }),
    ),

  /** A story that is sent back makes each project that it is blamed for red, on what is left before it. */
  'ejects no innocent': (history, { world }) =>
    only(history, 'eject').flatMap(({ on, story, why }) => {
      const made = coverOf(world, on, [...on, story]).filter(
        (project) =>
          faultOf(world, on, project) === 'none' &&
          faultOf(world, [...on, story], project) !== 'none',
      );
      const isWrong = made.length === 0 || why.projects.some((project) => !made.includes(project));
      return isWrong ? [`${story} is blamed for ${why.projects.join()} on ${nameOf(on)}`] : [];
    }),

  'halts only for what is red on trunk': (history, { world }) =>
    only(history, 'halt').flatMap(({ trunk, trouble }) => {
      const named = projectsOf(trouble);
      const isTrue =
        named.length > 0 && named.every((one) => faultOf(world, trunk, one) !== 'none');
      return isTrue ? [] : [`${nameOf(trunk)} is not red in ${named.join()}`];
    }),

  'gates nothing twice': (history) => {
    const seen = new Set<string>();
    return only(history, 'gate').flatMap(({ run: { from, to } }) => {
      const ends = `${from}..${to}`;
      const isAgain = seen.has(ends);
      seen.add(ends);
      return isAgain ? [ends] : [];
    });
  },

  /** Each chain costs a run of its tip, and at most two of a prefix: one in search, or with others, and one alone. */
  'ends each story after a bounded number of runs': (history, { batch }) => {
    const [runs, bound] = [only(history, 'gate').length, 2 * batch * history.chains];
    if (!history.ended && only(history, 'halt').length === 0) return ['it goes on for ever'];
    return runs > bound ? [`${runs} runs for ${history.chains} chains of ${batch}`] : [];
  },
} satisfies Record<string, Rule>;

/** Where blame tells all: from one landing or ejection to the next the tip, and a search by halves. */
export const searchesByHalves: Rule = ({ events }, { batch }) => {
  const bound = 1 + Math.ceil(Math.log2(batch));
  let runs = 0;
  return events.flatMap(({ kind }) => {
    runs = kind === 'gate' ? runs + 1 : 0;
    return runs > bound ? [`${runs} runs in a chain of ${batch}`] : [];
  });
};

/** Where the first story that may reach what fails on trunk mends it, and no other takes that back, it lands. */
export const haltsForNoMend: Rule = (history, { world }) =>
  only(history, 'halt').flatMap(({ trunk, chain, trouble }) => {
    if (trouble.kind === 'did-not-run') return [];
    const stories = chain.map((tree) => tree.at(-1) ?? '');
    const isMended = (project: string): boolean => {
      const first = stories.findIndex((story) => mayReach(world, story, project));
      const isTakenBack = stories.some((one) => world.changes[one]?.reverts === stories[first]);
      return !isTakenBack && faultOf(world, chain[first] ?? trunk, project) === 'none';
    };
    return projectsOf(trouble)
      .filter(isMended)
      .map((project) => `${project} is mended on ${nameOf(trunk)}`);
  });

/** The projects that a halt names. */
function projectsOf(trouble: TrunkTrouble): string[] {
  return trouble.kind === 'red' ? trouble.tasks.map(({ project }) => project) : [trouble.reason];
}

/** Whether the planner must take a story for one that reaches a project. */
function mayReach(world: World, story: string, project: string): boolean {
  return claimReach(world, story)?.affects.has(project) ?? true;
}

function only<K extends Event['kind']>(
  { events }: History,
  kind: K,
): Extract<Event, { kind: K }>[] {
  return events.filter((event): event is Extract<Event, { kind: K }> => event.kind === kind);
}

function isPrefix(start: Tree, tree: Tree): boolean {
  return start.every((story, index) => tree[index] === story);
}
