import { inStep, type Emit } from '../events/events';
import { diskFull, requireRoom } from '../errors/storage-trouble';
import { refusal } from '../errors/storygate-error';
import { runProgram } from '../process/run-program';
import type { PackageManager } from './package-manager';
import type { DependenciesPlan } from './plan-dependencies';
import { readFileClock } from './shared-since';
import { copyDependencies, linkDependencies, type DependenciesPlace } from './share-dependencies';

/**
 * Carries out a plan in a checkout's Nx workspace. Returns since when files may be shared with other checkouts (see
 * `readSharedSince`), or null where none are.
 */
export async function provideDependencies(
  plan: DependenciesPlan,
  place: DependenciesPlace,
  emit: Emit,
): Promise<number | null> {
  const { nxRoot } = place;
  switch (plan.kind) {
    case 'none':
      return null;
    case 'copy':
      await copyDependencies(plan, place, emit);
      return null;
    case 'install':
      await installDependencies({ manager: plan.manager, nxRoot }, emit);
      return readFileClock(nxRoot);
    case 'link': {
      const before = await readFileClock(nxRoot);
      await linkDependencies(plan, place, emit);
      if (plan.update === null) return before;
      await installDependencies({ manager: plan.update, nxRoot, onTop: true }, emit);
      return readFileClock(nxRoot);
    }
  }
}

/** An install that a lockfile asks for. */
export interface Install {
  readonly manager: PackageManager;
  readonly nxRoot: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A folder for a store of its own, so that nothing is shared with another checkout. */
  readonly ownStore?: string;
  /** On top of a `node_modules` that is there, so that only what differs is fetched. */
  readonly onTop?: true;
  readonly limit?: AbortSignal;
}

/** Installs what the lockfile says. Husky's own set-up is kept out: it would write this checkout's path into shared settings. */
export async function installDependencies(
  { manager, nxRoot, env, ownStore, limit, onTop }: Install,
  emit: Emit,
): Promise<void> {
  const command = onTop ? manager.update : manager.install;
  const store = ownStore === undefined ? undefined : manager.ownStore?.(ownStore);
  await inStep(emit, 'install-dependencies', `${manager.name} ${command.join(' ')}`, async () => {
    const end = await runProgram({
      file: manager.name,
      args: [...command, ...(store?.args ?? [])],
      cwd: nxRoot,
      env: { ...env, ...store?.env, HUSKY: '0' },
      ...(limit ? { limit } : {}),
      onLine: (line) => emit({ type: 'output', step: 'install-dependencies', line }),
    });
    const output = `${end.stderr}\n${end.stdout}`;
    const cutOff = output.split('\n').find((line) => CUT_OFF.test(line));
    if (cutOff !== undefined) throw diskFull(nxRoot, cutOff);
    if (end.exitCode === 0) return;
    requireRoom(output, nxRoot);
    const said = end.trouble ?? reasonIn(output);
    throw refusal({
      code: 'INSTALL_FAILED',
      message: `${manager.name} ${command[0]} failed in ${nxRoot}: ${said.slice(0, 600)}`,
      hints: [`See whether \`${manager.name} ${manager.install.join(' ')}\` works on trunk.`],
    });
  });
}

/** npm 11 only warns of a file that it had no room to unpack, leaves it cut off, and ends with exit code 0. */
const CUT_OFF = /TAR_ENTRY_ERROR (?:ENOSPC|EDQUOT)/;

/** What a package manager complains of: its errors before anything else it said. */
function reasonIn(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  const errors = lines.filter((line) => /\berr(or)?\b/i.test(line) && !/error$/i.test(line));
  const said = errors.length > 0 ? errors : lines.filter((line) => !/^npm warn/i.test(line));
  return said
    .filter((line) => line !== '')
    .slice(0, 8)
    .join(' / ');
}
