import { NAME } from './install-storygate';
import type { Manager } from './managers';

/** The newest version that all of Nx's first-party packages share. */
export const NX = '23.2.1';

/** What `npx` is told, to make a workspace as a person does. */
export function createArguments(manager: Manager['name']): readonly string[] {
  return [
    '--yes',
    `create-nx-workspace@${NX}`,
    NAME,
    '--preset=ts',
    `--pm=${manager}`,
    '--nxCloud=skip',
    '--no-interactive',
  ];
}
