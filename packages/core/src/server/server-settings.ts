import type { Git } from '../git/git';

/** What a guarded repository keeps in its own git settings: which branch is trunk, and where nx.json is in it. */
export interface ServerSettings {
  /** Without `refs/heads/`. */
  readonly trunk: string;
  /** The Nx workspace's folder in a checkout: empty, or `sub/folder/`. */
  readonly prefix: string;
}

const TRUNK = 'storygate.trunk';
const WORKSPACE = 'storygate.workspace';

/** Reads the settings; null where `server init` never ran. */
export async function readServerSettings(git: Git): Promise<ServerSettings | null> {
  const trunk = await readSetting(git, TRUNK);
  if (trunk === null) return null;
  return { trunk, prefix: (await readSetting(git, WORKSPACE)) ?? '' };
}

/** Writes the settings, and those of git's own that guard a repository. */
export async function writeServerSettings(
  git: Git,
  { trunk, prefix }: ServerSettings,
  hooks: string,
): Promise<void> {
  const settings: readonly (readonly [string, string])[] = [
    [TRUNK, trunk],
    [WORKSPACE, prefix],
    // Its own and absolute: otherwise GIT_CONFIG_GLOBAL of whoever starts git there decides which hooks run.
    ['core.hooksPath', hooks],
    ['core.logAllRefUpdates', 'true'],
    ['transfer.fsckObjects', 'true'],
    ['receive.shallowUpdate', 'false'],
  ];
  for (const [name, value] of settings) await git.run(['config', '--local', name, value]);
}

/** One of the repository's own settings, or null. */
export async function readSetting(git: Git, name: string): Promise<string | null> {
  const { exitCode, stdout } = await git.answer(['config', '--local', '--get', name], [0, 1]);
  return exitCode === 0 ? stdout.trimEnd() : null;
}
