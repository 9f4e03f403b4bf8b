import { createHash } from 'node:crypto';
import { configError } from '../errors/storygate-error';
import { readFileAt } from '../git/commits';
import type { Git } from '../git/git';
import type { CommitSha } from '../names/object-id';
import { parseOptions, type Options } from './options';
import { parseRegistration, type Registration } from './registration';

/** The options that govern gates and landing, as one commit of trunk states them. */
export interface Policy {
  readonly options: Options;
  /** Whether that commit's nx.json names the plugin; if not, these are the defaults and nothing protects that commit. */
  readonly registered: boolean;
  /** sha256 of the options as written, without defaults: the same text means the same policy to every version. */
  readonly digest: string;
}

/** Reads the policy that holds at a commit. `prefix` is the Nx workspace's folder inside the repository. */
export async function readPolicy(git: Git, commit: CommitSha, prefix: string): Promise<Policy> {
  const text = await readFileAt(git, commit, `${prefix}nx.json`);
  return parsePolicy(text, `${prefix}nx.json at ${commit.slice(0, 10)}`);
}

/** The policy that the text of an nx.json states; null: there is no nx.json. `where` names it for errors. */
export function parsePolicy(text: string | null, where: string): Policy {
  const registration = text === null ? UNREGISTERED : parseRegistration(text, where);
  const written = registration.registered ? registration.options : {};
  return {
    options: parseOptions(written),
    registered: registration.registered,
    digest: createHash('sha256').update(JSON.stringify(written)).digest('hex'),
  };
}

const UNREGISTERED: Registration = { registered: false };

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
