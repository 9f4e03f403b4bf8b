import { join } from 'node:path';
import { inStep, type Emit } from '../events/events';
import { findPatched } from './find-patched';
import type { DependenciesPlan, ModulesSource } from './plan-dependencies';
import { probeSharing, type Sharing } from './probe-sharing';
import { shareFolder } from './share-folder';

/** Where dependencies are provided. */
export interface DependenciesPlace {
  readonly worktree: string;
  /** The Nx workspace in it. */
  readonly nxRoot: string;
}

/** Copies another checkout's `node_modules` folders. */
export function copyDependencies(
  source: ModulesSource,
  place: DependenciesPlace,
  emit: Emit,
): Promise<void> {
  const how = { sharing: 'nothing' as const, unshared: [] };
  return bring(source, place, how, emit);
}

/** Shares another checkout's `node_modules` folders as far as the file system can, and says where it can't. */
export async function linkDependencies(
  plan: Extract<DependenciesPlan, { kind: 'link' }>,
  place: DependenciesPlace,
  emit: Emit,
): Promise<void> {
  const [first = ''] = plan.folders;
  const sharing = await probeSharing(join(plan.from, first), place.nxRoot);
  if (sharing === 'nothing')
    warn(emit, plan.from, `no file can be linked into ${place.nxRoot}: another file system`);
  const patched = [...(await findPatched(plan.from)), ...(await findPatched(place.nxRoot))];
  await bring(plan, place, { sharing, unshared: [...plan.unshared, ...patched] }, emit);
}

interface How {
  readonly sharing: Sharing;
  readonly unshared: readonly string[];
}

async function bring(
  source: ModulesSource,
  { worktree, nxRoot }: DependenciesPlace,
  how: How,
  emit: Emit,
): Promise<void> {
  const step = how.sharing === 'files' ? 'link-dependencies' : 'copy-dependencies';
  await inStep(emit, step, source.from, async () => {
    for (const folder of source.folders) {
      const places = {
        from: join(source.from, folder),
        to: join(nxRoot, folder),
        source: source.checkout,
        target: worktree,
      };
      const trouble = await shareFolder({ ...places, ...how });
      if (trouble !== null) warn(emit, places.from, trouble);
    }
  });
}

function warn(emit: Emit, from: string, why: string): void {
  const said = why.split('\n').slice(-1).join('');
  const message = `files of ${from} are copied, which takes longer and as much disk again: ${said}`;
  emit({ type: 'warning', code: 'DEPENDENCIES_COPIED', message });
}
