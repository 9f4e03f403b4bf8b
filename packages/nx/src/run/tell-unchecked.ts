import type { Options } from '@storygate/core/options/options';
import type { RecordedTask } from '@storygate/core/gate/recorded-task';

/** What a gate is called and made of. */
type Gate = Pick<Options['gate'], 'targetName' | 'targets'>;

/** The projects whose gate ran in a run without any of the targets that it is made of. */
export function findUnchecked(gate: Gate, tasks: readonly RecordedTask[]): string[] {
  const checked = new Set(
    tasks.filter(({ target }) => gate.targets.includes(target)).map(({ project }) => project),
  );
  return tasks
    .filter(({ project, target }) => target === gate.targetName && !checked.has(project))
    .map(({ project }) => project);
}

/** Says which projects have no checks: their gates are as the plugin infers them, and green for nothing. */
export async function tellUnchecked(gate: Gate, tasks: readonly RecordedTask[]): Promise<void> {
  const unchecked = findUnchecked(gate, tasks);
  if (unchecked.length === 0) return;
  const { isInferredGate } = await import('@storygate/core/gate/inferred-gate');
  // Nx has just loaded it; the devkit, which exports the same, would take a tenth of a second.
  const { readCachedProjectGraph } = await import('nx/src/project-graph/project-graph');
  const { nodes } = readCachedProjectGraph();
  for (const project of unchecked) {
    if (isInferredGate(nodes[project]?.data.targets?.[gate.targetName]))
      console.log(renderUnchecked(project, gate));
  }
}

/** What a person reads about a project without checks. */
export function renderUnchecked(project: string, gate: Gate): string {
  return [
    `${project} has no checks: it has none of the targets ${gate.targets.join(', ')}`,
    `hint: give it one of these, or in its project.json a "${gate.targetName}" target that depends on nothing: { "executor": "nx:noop", "dependsOn": [] }`,
  ].join('\n');
}
