import type { PromiseExecutor } from '@nx/devkit';
import type { GateOptions } from '../../gate/gate-target';
import { gateContents, renderGate } from './gate-report';

/**
 * Runs after a project's checks, which Nx sees to by `dependsOn`, and says what they were. It succeeds without
 * any, too: whoever judges the run reads the record, in which such a project has no checks and is not green.
 */
const gate: PromiseExecutor<GateOptions> = async ({ targets }, context) => {
  const project = context.projectName ?? '';
  const { targets: own = {} } = context.projectsConfigurations.projects[project] ?? {};
  console.log(renderGate(project, gateContents(targets, Object.keys(own)), targets));
  return { success: true };
};

export default gate;
