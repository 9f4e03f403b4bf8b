import type { Reach } from '../plan-landing';

/*
 * A small world with a hidden truth, against which specs hold the planner: projects that depend on each other, stories
 * that change them, and what would be red on which tree. Whether a project is red follows from nothing but the changes
 * that reach it, as a task's result follows from its inputs.
 */

/** The stories that a tree holds on top of trunk's first commit, in the order in which they came. */
export type Tree = readonly string[];

/** What one story changes, and what is wrong with it. */
export interface Change {
  /** The projects it changes files of. */
  readonly touches: readonly string[];
  /** Red wherever it reaches; `silent` also keeps a gate run from telling which project is to blame. */
  readonly fault: 'none' | 'plain' | 'silent';
  /** Red where both reach, though each is green without the other. */
  readonly clashesWith: string | null;
  /** The story whose faults it takes away wherever it reaches; `trunk` for what trunk's first commit is red by. */
  readonly mends: string | null;
  /** The story that it takes back to the letter. */
  readonly reverts: string | null;
  /** The story on top of which git can't merge it. */
  readonly conflictsWith: string | null;
}

/** Projects, stories and the truth about them. */
export interface World {
  /** For each project all that it depends on, directly or not. */
  readonly projects: Readonly<Record<string, readonly string[]>>;
  /** The projects that are red on trunk's first commit. */
  readonly redOnTrunk: readonly string[];
  readonly changes: Readonly<Record<string, Change>>;
  /** Projects that somebody's coarse answer adds to a story's reach; null where nobody asked. */
  readonly extraReach: Readonly<Record<string, readonly string[] | null>>;
  /** Which red projects a gate run blames: all, or as Nx does none that depends on another red one. */
  readonly blames: 'all' | 'first';
}

/** Whether a story's change counts for a project: it touches that one, or one that it depends on. */
export function reaches(world: World, story: string, project: string): boolean {
  const touches = world.changes[story]?.touches ?? [];
  const dependencies = world.projects[project] ?? [];
  return touches.includes(project) || touches.some((one) => dependencies.includes(one));
}

/** What the planner is told of a story's reach: the truth and perhaps more, or nothing. */
export function claimReach(world: World, story: string): Reach | null {
  const extra = world.extraReach[story] ?? [];
  if (world.extraReach[story] === null) return null;
  const affects = Object.keys(world.projects).filter((project) => reaches(world, story, project));
  const touches = [...(world.changes[story]?.touches ?? []), ...extra.slice(0, 1)];
  return {
    touches: new Set(touches),
    affects: new Set([...affects, ...extra]),
  };
}

/** The projects that a gate run from one tree to a later one runs: whose inputs differ, as Nx finds them. */
export function coverOf(world: World, from: Tree, to: Tree): string[] {
  return Object.keys(world.projects).filter(
    (project) => inputsOf(world, from, project).join() !== inputsOf(world, to, project).join(),
  );
}

/** The projects that are red on a tree. */
export function redOn(world: World, tree: Tree): string[] {
  return Object.keys(world.projects).filter((project) => faultOf(world, tree, project) !== 'none');
}

/** Whether git can't merge a story onto a tree. */
export function isConflicting(world: World, tree: Tree, story: string): boolean {
  const other = world.changes[story]?.conflictsWith ?? null;
  return other !== null && tree.includes(other);
}

/** Names a tree; the same changes in the same order give the same name, as they give the same commit. */
export function nameOf(tree: Tree): string {
  return ['trunk', ...tree].join('+');
}

/** The tree that `nameOf` gave this name. */
export function treeOf(name: string): Tree {
  return name.split('+').slice(1);
}

/** What is wrong with a project on a tree. */
export function faultOf(world: World, tree: Tree, project: string): Change['fault'] {
  const inputs = inputsOf(world, tree, project);
  const isMended = (story: string) => inputs.some((one) => world.changes[one]?.mends === story);
  if (world.redOnTrunk.includes(project) && !isMended('trunk')) return 'plain';
  let worst: Change['fault'] = 'none';
  for (const story of inputs.filter((one) => !isMended(one))) {
    const { fault = 'none', clashesWith = null } = world.changes[story] ?? {};
    if (fault === 'silent') return 'silent';
    if (fault === 'plain' || (clashesWith !== null && inputs.includes(clashesWith)))
      worst = 'plain';
  }
  return worst;
}

/** The changes on a tree that reach a project; one that was taken back is as if neither had been. */
export function inputsOf(world: World, tree: Tree, project: string): string[] {
  const takenBack = tree.flatMap((story, index) => {
    const reverts = world.changes[story]?.reverts ?? null;
    return reverts !== null && tree.slice(0, index).includes(reverts) ? [story, reverts] : [];
  });
  return tree.filter((story) => !takenBack.includes(story) && reaches(world, story, project));
}
