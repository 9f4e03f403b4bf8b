import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Checkout, Workspace } from '../src/index';

/** All that a refused command must leave as it was. */
export interface Snapshot {
  readonly refs: string;
  readonly worktrees: string;
  readonly status: string;
  readonly folders: readonly string[];
  readonly records: readonly string[];
  readonly configuration: string;
}

const list = (folder: string) => (existsSync(folder) ? readdirSync(folder).sort() : []);

/** The refs but for what tells of a refusal, worktrees, uncommitted changes, story folders, story records and git configuration, as they are now. */
export async function takeSnapshot(workspace: Workspace): Promise<Snapshot> {
  return {
    refs: (await workspace.git('for-each-ref', '--format=%(refname) %(objectname)'))
      .split('\n')
      .filter((line) => !line.startsWith('refs/storygate/results/'))
      .join('\n'),
    worktrees: await workspace.git('worktree', 'list', '--porcelain'),
    status: await workspace.git('status', '--porcelain'),
    folders: [
      ...list(workspace.folder),
      ...list(dirname(workspace.story('any').root)).filter((name) => !name.startsWith('gate.')),
    ],
    records: list(join(workspace.root, '.git', 'storygate', 'stories')),
    configuration: await workspace.git('config', '--local', '--list'),
  };
}

/** The commit that a ref names, or null when there is no such ref. */
export async function commitOf(checkout: Checkout, ref: string): Promise<string | null> {
  const { exitCode, stdout } = await checkout.tryGit('rev-parse', '--verify', '--quiet', ref);
  return exitCode === 0 ? stdout : null;
}

/** Trunk's tip. */
export async function trunkOf(checkout: Checkout): Promise<string> {
  return checkout.git('rev-parse', 'refs/heads/main');
}
