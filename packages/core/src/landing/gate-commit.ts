import { refusal } from '../errors/storygate-error';
import type { Emit } from '../events/events';
import { isAncestor, resolveCommit, treeOf } from '../git/commits';
import type { CommitSha } from '../names/object-id';
import { parseStoryId } from '../names/story-id';
import { readPolicy } from '../options/policy';
import type { Repository } from '../repository/repository';
import { withLock } from '../state/lock';
import type { Candidate } from '../candidate/make-candidate';
import { gateCandidate, type FreshProof } from './prove-candidate';

/** A commit that someone else merged, a forge for example, and what it would follow on trunk. */
export interface CommitRequest {
  readonly commit: string;
  readonly base: string;
}

/** The gate of a commit as a candidate on its base. */
export interface CommitGate {
  readonly candidate: Candidate;
  readonly proof: FreshProof;
}

/**
 * Gates exactly this commit as a candidate on exactly this base, under the base's policy, and attests it when green. It
 * always runs: on a machine that others share, what an earlier job left must not stand for a run. Needs no local trunk.
 */
export async function gateCommit(
  repository: Repository,
  request: CommitRequest,
  emit: Emit,
): Promise<CommitGate> {
  const candidate = await readCandidate(repository, request);
  const { commit, base } = candidate;
  const policy = await readPolicy(repository.git, base, repository.prefix);
  // Runs are kept by story, and no story is known to have made this commit.
  const story = parseStoryId(`commit-${commit.slice(0, 12)}`);
  return withLock(repository.git, 'gate', emit, async () => ({
    candidate,
    proof: await gateCandidate(
      repository,
      { commit: base, policy },
      { story, candidate, approver: null },
      emit,
    ),
  }));
}

async function readCandidate(repository: Repository, request: CommitRequest): Promise<Candidate> {
  const commit = await requireCommit(repository, request.commit);
  const base = await requireCommit(repository, request.base);
  if (commit === base || !(await isAncestor(repository.git, base, commit))) {
    throw refusal({
      code: 'NOT_AFTER_BASE',
      message: `commit ${commit.slice(0, 10)} does not come after ${base.slice(0, 10)}, so it can't follow it on trunk`,
      hints: ['Name the merged commit with `--commit`, and what it was merged onto with `--base`.'],
      facts: { commit, base },
    });
  }
  return {
    kind: 'candidate',
    commit,
    tree: await treeOf(repository.git, commit),
    base,
    head: commit,
  };
}

async function requireCommit({ git }: Repository, text: string): Promise<CommitSha> {
  const commit = await resolveCommit(git, text);
  if (commit !== null) return commit;
  throw refusal({
    code: 'NO_SUCH_COMMIT',
    message: `${JSON.stringify(text)} is not a commit of this repository`,
    hints: ['Fetch it first, with its history: `git fetch origin <commit>`.'],
    facts: { commit: text },
  });
}
