import * as v from 'valibot';

/** The form of a kept project map. */
export const projectMapSchema = v.object({
  projects: v.record(
    v.string(),
    v.object({
      /** The project's folder, relative to the workspace. */
      root: v.string(),
      dependsOn: v.array(v.string()),
    }),
  ),
  /** How paths begin that some project names as an input from outside its own folder. */
  outside: v.array(v.string()),
});

/** Where projects are and what they depend on, in one commit. */
export type ProjectMap = v.InferOutput<typeof projectMapSchema>;

/** The part of Nx's graph file that a project map is made of. */
export interface GraphFacts {
  readonly nodes: Readonly<Record<string, { readonly data: { readonly root: string } }>>;
  readonly dependencies: Readonly<Record<string, readonly { readonly target: string }[]>>;
}

/**
 * Reads a project map out of a project graph, and out of nx.json, whose inputs hold for every project. Dependencies on
 * packages from elsewhere are left out.
 */
export function mapProjects({ nodes, dependencies }: GraphFacts, nxJson: unknown): ProjectMap {
  const projects: ProjectMap['projects'] = {};
  const outside = new Set(inputsIn(nxJson).flatMap((input) => startOutside(input, '')));
  for (const [name, { data }] of Object.entries(nodes)) {
    const targets = (dependencies[name] ?? []).map(({ target }) => target);
    projects[name] = { root: data.root, dependsOn: targets.filter((target) => target in nodes) };
    for (const input of inputsIn(data)) {
      for (const start of startOutside(input, data.root)) outside.add(start);
    }
  }
  return { projects, outside: [...outside].sort() };
}

/** Every text that a configuration gives as an input. */
function inputsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]: [string, unknown]) =>
    key === 'inputs' || key === 'namedInputs' ? textsIn(part) : inputsIn(part),
  );
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** How the path of an input begins, up to its first wildcard, if it leads out of a project's own folder. */
function startOutside(input: string, root: string): string[] {
  if (input.startsWith('{projectRoot}')) return input.includes('..') ? [''] : [];
  if (!input.startsWith('{workspaceRoot}')) return [];
  const pattern = input.slice('{workspaceRoot}/'.length).replaceAll('{projectRoot}', root);
  const start = pattern.split(/[*?[{(!+@]/, 1)[0] ?? '';
  return root !== '' && start.startsWith(`${root}/`) ? [] : [start];
}
