import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusal } from '../errors/storygate-error';
import { readRef } from '../git/refs';
import type { CommitSha } from '../names/object-id';
import { parseOptions, type Options } from '../options/options';
import { nameTrunk, readPolicy, requireSameTrunk, type Policy } from '../options/policy';
import { parseRegistration } from '../options/registration';
import { nxRootIn, type Repository } from './repository';

/** Trunk at one moment, with the policy it states. */
export interface Trunk {
  readonly branch: string;
  readonly remote: string | null;
  /** `main` or `origin/main`. */
  readonly name: string;
  /** The full ref that is trunk: a local branch, or what was last fetched from the remote. */
  readonly ref: string;
  readonly commit: CommitSha;
  readonly policy: Policy;
}

/**
 * Reads trunk and its policy. Which branch is trunk comes from nx.json in the main checkout, where no agent works;
 * everything else from trunk's tip, never from a story.
 */
export async function requireTrunk(repository: Repository): Promise<Trunk> {
  const location = readTrunkLocation(repository);
  const ref = trunkRef(location);
  const commit = await readRef(repository.git, ref);
  if (commit === null) throw await missingTrunk(repository, location);
  const policy = await readPolicy(repository.git, commit, repository.prefix);
  requireSameTrunk(policy, location);
  return { ...location, name: nameTrunk(location), ref, commit, policy };
}

/** Which branch of which remote is trunk. */
export function readTrunkLocation(repository: Repository): Options['trunk'] {
  const file = [repository.mainWorktree, repository.worktree]
    .map((worktree) => join(nxRootIn(repository, worktree), 'nx.json'))
    .find(existsSync);
  if (file === undefined) return parseOptions({}).trunk;
  const registration = parseRegistration(readFileSync(file, 'utf8'), file);
  return parseOptions(registration.registered ? registration.options : {}).trunk;
}

/** The full ref of trunk in this repository. */
export function trunkRef(location: Options['trunk']): string {
  return location.remote === null
    ? `refs/heads/${location.branch}`
    : `refs/remotes/${location.remote}/${location.branch}`;
}

async function missingTrunk(repository: Repository, location: Options['trunk']) {
  const name = nameTrunk(location);
  if ((await readRef(repository.git, 'HEAD')) === null) {
    return refusal({
      code: 'NO_COMMITS',
      message: `${repository.worktree} has no commit yet, so there is no trunk to start from`,
      hints: ['Commit what is there with `git add -A && git commit -m "Start"`.'],
    });
  }
  return refusal({
    code: 'NO_TRUNK',
    message: `trunk ${name} does not exist in this repository`,
    hints: [
      location.remote === null
        ? `Create it with \`git branch ${location.branch}\`, or name your trunk in nx.json: "@storygate/nx" options.trunk.branch.`
        : `Fetch it with \`git fetch ${location.remote} ${location.branch}\`, or name your trunk in nx.json: "@storygate/nx" options.trunk.`,
    ],
    facts: { trunk: name },
  });
}
