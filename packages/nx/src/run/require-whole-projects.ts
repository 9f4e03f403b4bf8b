import type { PreTasksExecutionContext } from '@nx/devkit';
import { readJsonFile } from '../manifest/read-json-file';
import { NxError } from '../storygate/nx-error';
import type { RequestedRun } from './requested-run';
import { selectsByTask } from './selects-by-task';

/** `affected` as Nx 24 knows it; the devkit of Nx 23 has no type for `legacy`. */
interface NxJsonWithLegacy {
  readonly affected?: { readonly legacy?: boolean };
}

/**
 * Refuses `nx affected -t gate` on an Nx that selects task by task: it would leave gates out in silence, and
 * "nothing to run" must never pass for green.
 */
export function requireWholeProjects(
  gateTarget: string,
  run: RequestedRun,
  context: Pick<PreTasksExecutionContext, 'workspaceRoot' | 'nxJsonConfiguration'>,
): void {
  if (run.command !== 'affected' || !run.targets.includes(gateTarget)) return;
  const setting = {
    nxVersion: readNxVersion(context.workspaceRoot),
    environment: process.env['NX_LEGACY_AFFECTED'],
    legacy: (context.nxJsonConfiguration as NxJsonWithLegacy).affected?.legacy,
  };
  if (!selectsByTask(setting)) return;
  throw new NxError(
    `nx affected would leave gates out: Nx ${setting.nxVersion} selects each task by its own inputs, and a gate has none`,
    'AFFECTED_BY_TASK',
    [
      setting.environment === 'false'
        ? 'unset NX_LEGACY_AFFECTED, and add `"affected": { "legacy": true }` to nx.json'
        : 'add `"affected": { "legacy": true }` to nx.json, or run `npx nx g @storygate/nx:init`, which does',
    ],
  );
}

/** The version of the Nx that is running: the workspace's, not one this package may sit beside. */
function readNxVersion(workspaceRoot: string): string {
  const manifest = require.resolve('nx/package.json', { paths: [workspaceRoot, __dirname] });
  return readJsonFile<{ version: string }>(manifest).version;
}
