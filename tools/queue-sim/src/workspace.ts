import { pick, randomOf } from './random';

/** A project's number; it depends on lower ones only. */
export type Project = number;

/** The projects of a workspace, as far as a merge queue has to do with them. */
export interface Workspace {
  /** Seconds that each project's gate takes. */
  readonly seconds: readonly number[];
  /** For each project itself and all that depend on it. */
  readonly dependents: readonly (readonly Project[])[];
  readonly layers: {
    readonly core: Project[];
    readonly features: Project[];
    readonly apps: Project[];
  };
}

/** Four core libraries, eight features on one or two of them, twelve applications on two features each. */
export function makeWorkspace(seed: number): Workspace {
  const random = randomOf(seed, 'workspace');
  const layers = {
    core: numbers(0, 4),
    features: numbers(4, 12),
    apps: numbers(12, 24),
  };
  const direct = new Map<Project, Project[]>();
  for (const project of layers.features)
    direct.set(project, [pick(layers.core, random), pick(layers.core, random)]);
  for (const project of layers.apps)
    direct.set(project, [pick(layers.features, random), pick(layers.features, random)]);
  const all = numbers(0, 24);
  return {
    layers,
    // From five to forty seconds, most of them short.
    seconds: all.map(() => Math.round(5 + 35 * random() ** 2)),
    dependents: all.map((project) => closeOver(project, direct)),
  };
}

/** A workspace of a single project, where every story affects the same: what the published formulas speak of. */
export function makeSingleProject(): Workspace {
  return {
    layers: { core: [0], features: [0], apps: [0] },
    seconds: [10],
    dependents: [[0]],
  };
}

function closeOver(start: Project, direct: ReadonlyMap<Project, Project[]>): Project[] {
  const reached = new Set([start]);
  for (const [project, dependencies] of direct)
    if (dependencies.some((one) => reached.has(one))) reached.add(project);
  return [...reached];
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
