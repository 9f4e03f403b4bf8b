import { findStorageTrouble } from '../errors/storage-trouble';
import type { GatePlace } from '../gate/run-gate';
import type { Git } from '../git/git';
import { GitFailed } from '../git/git-failed';
import { lines } from '../git/refs';
import type { CommitSha } from '../names/object-id';
import type { Repository } from '../repository/repository';
import { checkOut } from './check-out';
import { fillCheckout, submoduleOwners, type Filled } from './fill-checkout';

/** Makes the gate workspace's clone hold a commit, with all that it names; or tells why it can't. */
export async function holdCommit(
  repository: Repository,
  git: Git,
  commit: CommitSha,
): Promise<Pick<GatePlace, 'unusable' | 'checks'>> {
  try {
    await checkOut(git, commit);
    const filled = await fillCheckout(git, commit, submoduleOwners(repository.commonDir));
    return { unusable: findLack(filled), checks: checksOf(filled) };
  } catch (error) {
    if (!(error instanceof GitFailed) || !FILTER_FAILED.test(error.stderr)) throw error;
    if (findStorageTrouble(error) !== null) throw error;
    const said = lines(error.stderr).slice(-3).join(' / ');
    return { unusable: `the commit can't be checked out: ${said}`, checks: [] };
  }
}

/** A filter of git-lfs that has no content for a pointer ends a checkout so. */
const FILTER_FAILED = /smudge filter|external filter/;

function findLack({ missing, wrong }: Filled): string | null {
  if (missing.length > 0) {
    return `this repository does not have submodule ${missing.join(', ')}: run \`git submodule update --init --recursive\` in a checkout that has it`;
  }
  return wrong.length > 0
    ? `git-lfs keeps another content than the pointer names for ${some(wrong)}`
    : null;
}

/** Tests that read a pointer where they would have read content may say less than they seem to. */
function checksOf({ pointers }: Filled): GatePlace['checks'] {
  return pointers.length === 0
    ? []
    : [{ name: 'lfs-content', result: 'noted', findings: [`only pointers: ${some(pointers)}`] }];
}

function some(paths: readonly string[]): string {
  const more = paths.length - MOST_NAMED;
  return `${paths.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const MOST_NAMED = 10;
