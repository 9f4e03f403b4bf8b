import type { TargetConfiguration } from '@nx/devkit';

/** The options of the inferred target, by which it is told from a project's own. */
export interface GateOptions {
  readonly targets: readonly string[];
}

/**
 * A project's inferred gate: it depends on the named targets, of which Nx ignores those the project lacks. Nx ends its own
 * no-op at once; any other executor would start a process for each project (docs/decisions/0014).
 */
export function gateTarget(targets: readonly string[]): TargetConfiguration<GateOptions> {
  return {
    executor: 'nx:noop',
    dependsOn: [...targets],
    // Only what it depends on is worth a cache; a cached gate would hide that nothing ran.
    cache: false,
    options: { targets: [...targets] },
    metadata: {
      description: `What must pass before this project may land: ${targets.join(', ')}`,
      technologies: ['storygate'],
    },
  };
}
