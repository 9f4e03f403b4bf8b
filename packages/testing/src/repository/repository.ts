import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { disposeFolder, temporaryFolder } from '../folders/temporary-folder';
import { must, run, type Finished } from '../process/run';

/** A real git repository in a temporary folder of its own. */
export interface Repository {
  /** The temporary folder; a test may put siblings of the repository into it. */
  readonly folder: string;
  /** The main worktree. */
  readonly root: string;
  /** Runs git in the main worktree and returns its stdout; throws when git refuses. */
  git(...args: string[]): Promise<string>;
  /** Runs git in the main worktree and returns how it ended. */
  tryGit(...args: string[]): Promise<Finished>;
  /** Writes files (paths relative to the main worktree), making folders as needed. */
  write(files: Readonly<Record<string, string>>): void;
  /** Writes files, stages exactly them, commits, and returns the commit. */
  commit(message: string, files: Readonly<Record<string, string>>): Promise<string>;
  /** Removes the temporary folder now; jest's set-up does it after each test file. */
  dispose(): void;
}

/** Writes files below `root`, making folders as needed. */
export function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

/**
 * Makes a repository on branch `main` whose first commit holds `files` (a README without them); `init` is added to
 * `git init`.
 */
export async function createRepository(
  files: Readonly<Record<string, string>> = { 'README.md': 'A repository.\n' },
  init: readonly string[] = [],
): Promise<Repository> {
  const folder = temporaryFolder('repository');
  const root = join(folder, 'repository');
  mkdirSync(root);
  const git = (...args: string[]) => must('git', args, { cwd: root });
  await git('init', '--quiet', ...init);
  const repository: Repository = {
    folder,
    root,
    git,
    tryGit: (...args) => run('git', args, { cwd: root }),
    write: (changed) => writeFiles(root, changed),
    commit: async (message, changed) => {
      writeFiles(root, changed);
      await git('add', '--', ...Object.keys(changed));
      await git('commit', '--quiet', '-m', message);
      return git('rev-parse', 'HEAD');
    },
    dispose: () => disposeFolder(folder),
  };
  await repository.commit('First commit', files);
  return repository;
}
