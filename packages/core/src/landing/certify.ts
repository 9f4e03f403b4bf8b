import { auditTrunk } from '../audit/audit';
import type { Candidate } from '../candidate/make-candidate';
import { refusal } from '../errors/storygate-error';
import type { Emit } from '../events/events';
import type { StoredRun } from '../gate/run-record';
import { gateWorkspaceOf } from '../gate-workspace/gate-workspace';
import { treeOf } from '../git/commits';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import { parseStoryId } from '../names/story-id';
import { readPolicy } from '../options/policy';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { withLock } from '../state/lock';
import { keepHalt } from './kept-halt';
import { landingEntries } from './move-trunk';
import { publishProofs } from './publish-proofs';
import { attestCandidates, type PassedCandidate } from './attest-candidates';
import { gateSince } from './gate-since';
import { readFreshTrunk } from './read-fresh-trunk';

/** How certifying trunk's tip ended. */
export type Certification =
  | { readonly kind: 'proven-before'; readonly trunk: Trunk }
  | { readonly kind: 'rejected'; readonly trunk: Trunk; readonly run: StoredRun }
  | {
      readonly kind: 'certified';
      readonly trunk: Trunk;
      readonly run: StoredRun;
      /** What got in without proof, the newest first. */
      readonly commits: readonly CommitSha[];
    };

/**
 * Gates trunk's tip against the last commit that is proven, and when it is green attests, at the director's word, what
 * got in without proof. The attestations say that only the tip was gated.
 */
export async function certifyTrunk(
  repository: Repository,
  approver: string,
  emit: Emit,
): Promise<Certification> {
  return withLock(repository.git, 'gate', emit, async () => {
    const trunk = await readFreshTrunk(repository, emit);
    const { unattested } = await auditTrunk(repository, trunk);
    const commits = unattested.map(({ commit }) => commit);
    const oldest = commits.at(-1);
    if (oldest === undefined) return { kind: 'proven-before', trunk };
    const tip = await readStep(repository, trunk.commit);
    const { base: from } = await readStep(repository, oldest);
    const story = parseStoryId('trunk');
    const { run, differences } = await gateSince(
      repository,
      trunk,
      { story, candidate: tip, from, knownRed: new Set() },
      emit,
    );
    if (run.run.result !== 'passed') return { kind: 'rejected', trunk, run };

    const { nxRoot } = gateWorkspaceOf(repository, trunk.policy);
    const origin = { commit: tip.commit, tree: tip.tree, base: from };
    const passed: PassedCandidate[] = [];
    for (const commit of commits.toReversed()) {
      const candidate = await readStep(repository, commit);
      const { tree, base } = candidate;
      const { digest } = await readPolicy(repository.git, base, repository.prefix);
      passed.push({
        candidate,
        run: { ...run.run, commit, tree, base, policy: digest },
        circumstances: {
          differences,
          approval: { by: approver, at: new Date().toISOString() },
          trunk: trunk.commit,
          proof: { by: 'certified', ...origin },
        },
      });
    }
    const proven = await attestCandidates(repository, nxRoot, passed);
    await requireTrusted(repository, trunk);
    const { remote, branch } = trunk;
    if (remote !== null)
      await publishProofs(repository.git, { remote, branch }, landingEntries(proven));
    await keepHalt(repository.layout, trunk.commit, null);
    return { kind: 'certified', trunk, run, commits };
  });
}

/** A key that trunk's policy does not name attests nothing. */
async function requireTrusted(repository: Repository, trunk: Trunk): Promise<void> {
  const { unattested } = await auditTrunk(repository, trunk);
  const [still] = unattested;
  if (still === undefined) return;
  throw refusal({
    code: 'NOT_CERTIFIED',
    message: `trunk's tip is green, but ${still.commit.slice(0, 10)} is still unproven: ${still.reason}`,
    hints: [
      "Certify where the key is that trunk's policy names in options.merge.keys, for example in the runner's clone.",
    ],
    facts: { commit: still.commit, reason: still.reason },
  });
}

/** A commit of trunk as a step from its first parent. */
async function readStep({ git }: Repository, commit: CommitSha): Promise<Candidate> {
  const { exitCode, stdout } = await git.answer(
    ['rev-parse', '--verify', '--quiet', `${commit}^1`],
    [0, 1],
  );
  if (exitCode !== 0) {
    throw refusal({
      code: 'NO_PARENT',
      message: `${commit.slice(0, 10)} is trunk's first commit, so there is nothing to gate it against`,
      hints: ['Commit on top of it: every later commit of trunk can be certified.'],
      facts: { commit },
    });
  }
  const base = parseCommitSha(stdout.trim());
  return { kind: 'candidate', commit, tree: await treeOf(git, commit), base, head: commit };
}
