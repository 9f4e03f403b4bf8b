import { readFileAt } from '../git/commits';
import { lines } from '../git/refs';
import { openLedger } from '../ledger/ledger';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import { parseRegistration } from '../options/registration';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { findLost, type Lost } from './find-lost';
import { findUnattested, type Unattested, type Walk } from './find-unattested';
import { readGoneCommits } from './read-gone-commits';
import { lookUpProofs } from './walk-first-parents';

/** What the audit of trunk found. */
export interface Audit {
  readonly checked: number;
  /** The commit that brought Storygate onto trunk; null when none has. */
  readonly from: CommitSha | null;
  readonly to: CommitSha;
  readonly unattested: readonly Unattested[];
  /** What trunk was moved back past, the newest first. */
  readonly lost: readonly Lost[];
}

/**
 * Holds trunk's first-parent history, from the commit that registered the plugin on, against the ledger, and looks for
 * proven commits that trunk had and lost. With a remote, trunk and its ledger must have been fetched together.
 */
export async function auditTrunk(repository: Repository, trunk: Trunk): Promise<Audit> {
  const { git } = repository;
  const ledger = await openLedger(repository, trunk.remote);
  const gone = await readGoneCommits(git, trunk, ledger);
  const lost = findLost(gone, await lookUpProofs(ledger, gone));
  const from = await findStart(repository, trunk.commit);
  const { checked, unattested } =
    from === null ? UNCHECKED : await findUnattested(git, ledger, from, trunk.commit);
  return { checked, from, to: trunk.commit, unattested, lost };
}

const UNCHECKED: Walk = { checked: 0, unattested: [] };

/** The oldest commit on the first-parent line whose nx.json names the plugin: before it, nothing protected trunk. */
async function findStart(repository: Repository, tip: CommitSha): Promise<CommitSha | null> {
  const file = `${repository.prefix}nx.json`;
  const touching = lines(
    await repository.git.run([
      'log',
      '--no-show-signature',
      '--first-parent',
      '--reverse',
      '--format=%H',
      tip,
      '--',
      `:(top,literal)${file}`,
    ]),
  );
  for (const id of touching) {
    const commit = parseCommitSha(id);
    if (await isRegistered(repository, commit, file)) return commit;
  }
  return null;
}

async function isRegistered(
  repository: Repository,
  commit: CommitSha,
  file: string,
): Promise<boolean> {
  const text = await readFileAt(repository.git, commit, file);
  return text !== null && parseRegistration(text, `${file} at ${commit.slice(0, 10)}`).registered;
}
