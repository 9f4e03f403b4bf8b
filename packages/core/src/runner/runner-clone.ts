import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { configError, refusal } from '../errors/storygate-error';
import { inStep, type Emit } from '../events/events';
import { Git } from '../git/git';
import { lines, readRef } from '../git/refs';
import { readPolicy } from '../options/policy';
import { requireRepository, type Repository } from '../repository/repository';

/*
 * A runner works in a clone of its own: <directory>/repository, detached at trunk's tip, with no branches; the gate
 * workspace is made beside it. Everything in the folder can be thrown away but the clone's signing key.
 */

/** What a runner lands, and where it works. */
export interface RunnerPlace {
  /** A URL or a path; null: the clone is there already. */
  readonly remote: string | null;
  readonly directory: string;
  /** The Nx workspace's folder in the repository: empty, or `sub/folder/`. */
  readonly prefix: string;
}

/** The runner's clone, made where there is none, with trunk's tip checked out. */
export async function requireRunnerClone(place: RunnerPlace, emit: Emit): Promise<Repository> {
  const root = join(resolve(place.directory), 'repository');
  if (!existsSync(join(root, '.git', 'storygate', 'runner'))) await makeClone(place, root, emit);
  const git = new Git(root);
  if (place.remote !== null) await requireSameRemote(git, place.remote);
  const remote = await remoteOf(git);
  await checkOutTrunk(git, remote, place, emit);
  return requireRepository(join(root, place.prefix));
}

async function makeClone(place: RunnerPlace, root: string, emit: Emit): Promise<void> {
  if (place.remote === null) {
    throw refusal({
      code: 'NO_RUNNER_CLONE',
      message: `${place.directory} has no runner's clone yet`,
      hints: ['Say what to clone: `storygate runner --remote <url>`.'],
    });
  }
  // What is there without its mark is a clone that was not finished.
  if (existsSync(root) && !existsSync(join(root, '.git'))) {
    throw refusal({
      code: 'RUNNER_FOLDER_TAKEN',
      message: `${root} is not a runner's clone`,
      hints: ['Move it away, or name another folder with `--directory`.'],
    });
  }
  await rm(root, { recursive: true, force: true });
  await mkdir(resolve(place.directory), { recursive: true });
  const url = isPath(place.remote) ? resolve(place.remote) : place.remote;
  await inStep(emit, 'clone', url, () =>
    new Git(resolve(place.directory)).run([
      'clone',
      '--quiet',
      '--no-checkout',
      '--no-tags',
      '--',
      url,
      root,
    ]),
  );
  await mkdir(join(root, '.git', 'storygate', 'runner'), { recursive: true });
}

async function requireSameRemote(git: Git, wanted: string): Promise<void> {
  const url = isPath(wanted) ? resolve(wanted) : wanted;
  const found = await git.line(['remote', 'get-url', await remoteOf(git)]);
  if (found === url) return;
  throw refusal({
    code: 'RUNNER_FOLDER_TAKEN',
    message: `${git.cwd} is a runner's clone of ${found}, not of ${url}`,
    hints: ['Name another folder with `--directory`.'],
    facts: { found, wanted: url },
  });
}

/** Brings the clone to trunk's tip: its nx.json says what trunk is. */
async function checkOutTrunk(
  git: Git,
  remote: string,
  { prefix }: RunnerPlace,
  emit: Emit,
): Promise<void> {
  await inStep(emit, 'fetch-trunk', remote, () =>
    git.run(['fetch', '--quiet', '--no-tags', '--prune', remote]),
  );
  await git.run(['remote', 'set-head', remote, '--auto']);
  const head = await readRef(git, `refs/remotes/${remote}/HEAD`);
  if (head === null) throw emptyRemote(git, remote);
  const { options, registered } = await readPolicy(git, head, prefix);
  if (!registered || options.trunk.remote === null) throw needsRemote(prefix);
  if (options.trunk.remote !== remote) {
    await git.run(['remote', 'rename', remote, options.trunk.remote]);
  }
  const ref = `refs/remotes/${options.trunk.remote}/${options.trunk.branch}`;
  const tip = await readRef(git, ref);
  if (tip === null) throw emptyRemote(git, ref);
  await git.run(['checkout', '--quiet', '--force', '--detach', tip]);
  for (const branch of lines(await git.run(['for-each-ref', '--format=%(refname)', 'refs/heads/'])))
    await git.run(['update-ref', '-d', branch]);
}

async function remoteOf(git: Git): Promise<string> {
  return (await git.line(['remote'])) || 'origin';
}

/** As git-clone(1) tells a path from a URL. */
function isPath(text: string): boolean {
  return existsSync(text) || !/^([a-z][a-z+.-]*:\/\/|[^/]+:)/i.test(text);
}

function emptyRemote(git: Git, what: string) {
  return refusal({
    code: 'NO_TRUNK',
    message: `there is no trunk ${what} in ${git.cwd}`,
    hints: ['Push trunk to the remote first.'],
  });
}

function needsRemote(prefix: string) {
  return configError({
    code: 'RUNNER_NEEDS_REMOTE',
    message: `${prefix}nx.json on trunk names no remote, so what a runner lands would be seen by nobody`,
    hints: [
      'Set "trunk": { "remote": "origin" } in the options of "@storygate/nx", and push that to trunk.',
      'Where nx.json is in a subfolder, name it with `--workspace <folder>`.',
    ],
  });
}
