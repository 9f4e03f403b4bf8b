import { must } from '../process/run';
import { sourceScript } from '../process/source-script';

/** Attests the chain that stories make on trunk's tip, each candidate as its gate would. */
const PROVE = `
const { requireRepository } = source('repository/repository');
const { requireTrunk } = source('repository/trunk');
const { requireStory } = source('story/story');
const { ChainMemory, makeChain } = source('landing/chain');
const { sealProof } = source('ledger/seal-proof.fixture');
const { requireSigningKey } = source('ledger/signing-key');
const { appendAttestation } = source('ledger/ledger');
const [root, ...ids] = args;
const repository = await requireRepository(root);
const { git, layout } = repository;
const trunk = await requireTrunk(repository);
const stories = [];
for (const id of ids) {
  const { head } = await requireStory(repository, trunk.policy.options, id);
  stories.push({ id, head, strategy: null });
}
const { links } = await makeChain(repository, trunk, stories, new ChainMemory(), ids.length);
const key = await requireSigningKey(git, layout);
for (const { story, candidate } of links) {
  const circumstances = { differences: [], approval: null, head: story.head };
  const { envelope } = await sealProof(git, candidate.commit, key, circumstances);
  await appendAttestation(git, candidate, envelope);
}
`;

/** Proves stories that land in this order on trunk as it is, so that landing them needs neither Nx nor a gate. */
export async function proveChain(root: string, ...stories: string[]): Promise<void> {
  await must(process.execPath, sourceScript('core', PROVE, [root, ...stories]), { cwd: root });
}
