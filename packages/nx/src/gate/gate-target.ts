import type { TargetConfiguration } from '@nx/devkit';
import { readManifest } from '../manifest/read-manifest';

/** The options of the inferred target, as the gate executor gets them. */
export interface GateOptions {
  readonly targets: readonly string[];
}

/** A project's inferred gate: it depends on the named targets, of which Nx ignores those the project lacks. */
export function gateTarget(targets: readonly string[]): TargetConfiguration<GateOptions> {
  return {
    executor: `${readManifest().name}:gate`,
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
