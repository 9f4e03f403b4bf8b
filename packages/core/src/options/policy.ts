import { createHash } from 'node:crypto';
import { configError } from '../errors/storygate-error';
import { readFileAt } from '../git/commits';
import type { Git } from '../git/git';
import type { CommitSha } from '../names/object-id';
import { parseOptions, type Options } from './options';
import { parseRegistration } from './registration';

/** The options that govern gates and landing, as one commit of trunk states them. */
export interface Policy {
  readonly options: Options;
  /** Whether that commit's nx.json names the plugin; if not, these are the defaults and nothing protects that commit. */
  readonly registered: boolean;
  /** sha256 of what governs, so that two runs can tell whether they ran under the same policy. */
  readonly digest: string;
}

/** Reads the policy that holds at a commit. `prefix` is the Nx workspace's folder inside the repository. */
export async function readPolicy(git: Git, commit: CommitSha, prefix: string): Promise<Policy> {
  const text = await readFileAt(git, commit, `${prefix}nx.json`);
  if (text === null) return policyOf(parseOptions({}), false);
  const registration = parseRegistration(text, `${prefix}nx.json at ${commit.slice(0, 10)}`);
  if (!registration.registered) return policyOf(parseOptions({}), false);
  return policyOf(parseOptions(registration.options), true);
}

function policyOf(options: Options, registered: boolean): Policy {
  const { trunk, gate, merge } = options;
  const setup = options.stories.setup;
  const digest = createHash('sha256')
    .update(JSON.stringify({ trunk, gate, merge, setup }))
    .digest('hex');
  return { options, registered, digest };
}

/** Refuses a trunk whose own options call another branch trunk: a story must not choose what it lands on. */
export function requireSameTrunk(policy: Policy, trunk: Options['trunk']): void {
  const stated = policy.options.trunk;
  if (!policy.registered || (stated.branch === trunk.branch && stated.remote === trunk.remote))
    return;
  throw configError({
    code: 'TRUNK_DISAGREES',
    message: `nx.json in the main checkout calls ${nameTrunk(trunk)} trunk, but there nx.json calls ${nameTrunk(stated)} trunk`,
    hints: ['Make `options.trunk` of "@storygate/nx" agree in both.'],
    facts: { mainCheckout: trunk, trunk: stated },
  });
}

/** Trunk as people write it: `main` or `origin/main`. */
export function nameTrunk(trunk: Options['trunk']): string {
  return trunk.remote === null ? trunk.branch : `${trunk.remote}/${trunk.branch}`;
}
