import { createRequire } from 'node:module';
import { join } from 'node:path';
import { nxRootIn, type Repository } from '../repository/repository';

/**
 * The command line's script that hooks start: the main checkout's, since a story's goes with the story. Where the main
 * checkout has none (its dependencies are not installed), the one that is running.
 */
export function findProgram(repository: Repository): string {
  const main = join(nxRootIn(repository, repository.mainWorktree), 'package.json');
  try {
    return createRequire(main).resolve('storygate/bin');
  } catch (error) {
    if (process.argv[1] === undefined) throw error;
    return process.argv[1];
  }
}
