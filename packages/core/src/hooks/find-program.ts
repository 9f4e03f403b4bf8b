import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { nxRootIn, type Repository } from '../repository/repository';

/**
 * The command line's script that hooks start: the main checkout's, since a story's goes with the story. Where the main
 * checkout has none (its dependencies are not installed), the one that is running; where that is another program, the
 * place at which the main checkout's would be, so that the hook says what is missing.
 */
export function findProgram(repository: Repository): string {
  const main = nxRootIn(repository, repository.mainWorktree);
  return (
    findInstalled(main) ??
    findRunning() ??
    join(main, 'node_modules', 'storygate', 'dist', 'bin.js')
  );
}

function findInstalled(nxRoot: string): string | null {
  try {
    return createRequire(join(nxRoot, 'package.json')).resolve('storygate/bin');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'MODULE_NOT_FOUND' || code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return null;
    throw error;
  }
}

/** The script of this process, if it is Storygate's command line. */
function findRunning(): string | null {
  const started = process.argv[1];
  if (started === undefined || !existsSync(started)) return null;
  const script = realpathSync(started);
  const manifest = join(dirname(script), '..', 'package.json');
  if (!existsSync(manifest)) return null;
  const { name } = JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string };
  return name === 'storygate' ? script : null;
}
