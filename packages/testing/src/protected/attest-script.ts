const OPEN = `
const { requireRepository } = source('repository/repository');
const { sealProof } = source('ledger/seal-proof.fixture');
const { requireSigningKey } = source('ledger/signing-key');
const { appendAttestation, appendEntries } = source('ledger/ledger');
const { landingEntry } = source('ledger/landing-entry');
const [root, ...commits] = args;
const { git, layout } = await requireRepository(root);
const key = await requireSigningKey(git, layout);
`;

/** Attests each commit in `args` (after the main worktree) on its first parent, as a landing does before trunk moves. */
export const ATTEST = `${OPEN}
for (const commit of commits) {
  const { landing, envelope } = await sealProof(git, commit, key);
  await appendAttestation(git, landing, envelope);
}
`;

/** As ATTEST, and the ledger tells that trunk advanced to each commit, as it does once a landing moved trunk. */
export const LAND = `${OPEN}
for (const commit of commits) {
  const { landing, envelope } = await sealProof(git, commit, key);
  await appendAttestation(git, landing, envelope);
  await appendEntries(git, [landingEntry(landing, envelope)]);
}
`;

/** Arms every worktree of the repository around `args[0]`, as each command that changes something does. */
export const ARM = `
const { requireRepository } = source('repository/repository');
const { armWorktrees } = source('hooks/arm-worktree');
await armWorktrees(await requireRepository(args[0]));
`;
