import type { GateRun } from '../gate/run-record';
import type { Git } from '../git/git';
import { parseCommitSha, parseTreeSha, type CommitSha } from '../names/object-id';
import { readPolicy } from '../options/policy';
import { attest, type Governance } from './attestation';
import { sealStatement, type Envelope } from './envelope';
import type { Landing } from './landing-entry';
import type { SigningKey } from './signing-key';

/** What a gate of a commit on its first parent would prove, and the envelope in which a key attests it. */
export interface SealedProof {
  readonly landing: Landing;
  readonly envelope: Envelope;
}

/** What is approved, and which head the commit is the candidate of; without one, itself. */
export interface SealedCircumstances extends Governance {
  readonly head?: CommitSha;
}

/** For specs: attests a commit as a landing of it does, without a gate. */
export async function sealProof(
  git: Git,
  commit: CommitSha,
  key: SigningKey,
  { head = commit, ...governance }: SealedCircumstances = { differences: [], approval: null },
): Promise<SealedProof> {
  const run = await passedRun(git, commit);
  const statement = attest(run, head, {}, governance);
  const landing = { commit, tree: parseTreeSha(run.tree ?? ''), base: parseCommitSha(run.base) };
  return { landing, envelope: await sealStatement(statement, key) };
}

/** The record of a gate run of a commit on its first parent that passed, with nothing affected. */
async function passedRun(git: Git, commit: CommitSha): Promise<GateRun> {
  const ids = await git.line([
    'show',
    '--no-patch',
    '--no-show-signature',
    '--format=%T %P',
    commit,
  ]);
  const [tree = '', base = ''] = ids.split(' ');
  return {
    version: 1,
    number: 1,
    story: 'landed',
    kind: 'gate',
    subject: 'candidate',
    commit,
    tree,
    base,
    policy: (await readPolicy(git, parseCommitSha(base), '')).digest,
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: '2026-01-01T00:00:01.000Z',
    result: 'passed',
    reason: null,
    affected: [],
    withoutChecks: [],
    missing: [],
    tasks: [],
    flaky: [],
    checks: [],
  };
}
