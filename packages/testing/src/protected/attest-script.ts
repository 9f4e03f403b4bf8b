/** Attests each commit in `args` (after the main worktree) on its first parent, as a landing does before trunk moves. */
export const ATTEST = `
const { requireRepository } = source('repository/repository');
const { treeOf } = source('git/commits');
const { readPolicy } = source('options/policy');
const { attest } = source('ledger/attestation');
const { sealStatement } = source('ledger/envelope');
const { requireSigningKey } = source('ledger/signing-key');
const { appendAttestation } = source('ledger/ledger');
const [root, ...commits] = args;
const repository = await requireRepository(root);
const { git, layout, prefix } = repository;
const key = await requireSigningKey(git, layout);
for (const commit of commits) {
  const base = await git.line(['rev-parse', commit + '^']);
  const tree = await treeOf(git, commit);
  const policy = (await readPolicy(git, base, prefix)).digest;
  const at = '2026-01-01T00:00:00.000Z';
  const run = {
    version: 1, number: 1, story: 'landed', kind: 'gate', subject: 'candidate', commit, tree, base, policy,
    startedAt: at, endedAt: at, result: 'passed', reason: null, affected: [], withoutChecks: [], missing: [],
    tasks: [], checks: [],
  };
  const statement = attest(run, commit, {}, { differences: [], approval: null });
  await appendAttestation(git, { tree, base }, await sealStatement(statement, key));
}
`;

/** Arms every worktree of the repository around `args[0]`, as each command that changes something does. */
export const ARM = `
const { requireRepository } = source('repository/repository');
const { armWorktrees } = source('hooks/arm-worktree');
await armWorktrees(await requireRepository(args[0]));
`;
