import { generateKeyPairSync, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createRepository,
  sourceScript,
  temporaryFolder,
  type Repository,
} from '@storygate/testing';
import { Git } from '../git/git';
import { attestedEntry } from '../ledger/ledger';
import { extendLedger } from '../ledger/extend-ledger';
import { sealProof } from '../ledger/seal-proof.fixture';
import type { SigningKey } from '../ledger/signing-key';
import { ed25519Key, formatEd25519Key } from '../ledger/trusted-key';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import { initServer } from './init-server';

/** A key that signs attestations, in memory only. */
export function newKey(): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { id } = ed25519Key(publicKey);
  return {
    publicKey: formatEd25519Key(publicKey),
    sign: (message) =>
      Promise.resolve({ keyid: id, sig: sign(null, message, privateKey).toString('base64') }),
  };
}

/** A guarded repository, and a checkout with a story on top of trunk, whose objects it has. */
export interface GuardedServer {
  readonly work: Repository;
  readonly bare: string;
  /** Git in the guarded repository. */
  readonly git: Git;
  /** Trunk's tip, which names the plugin. */
  readonly base: CommitSha;
  readonly next: CommitSha;
  /** Sets it up again. */
  init(): Promise<unknown>;
}

/** Sets up a guarded repository that trusts these keys; its hooks start `program`, which need not exist. */
export async function createServer(
  keys: readonly SigningKey[],
  program = '/gone/bin.js',
): Promise<GuardedServer> {
  const work = await createRepository({
    'nx.json': '{ "plugins": ["@storygate/nx"] }',
    ...Object.fromEntries(keys.map((key, index) => [`${index}.pub`, `${key.publicKey}\n`])),
  });
  const bare = join(work.folder, 'trunk.git');
  await work.git('clone', '--quiet', '--bare', work.root, bare);
  const init = () =>
    initServer({
      repository: bare,
      trunk: 'main',
      prefix: '',
      keyFiles: keys.map((_, index) => join(work.root, `${index}.pub`)),
      node: process.execPath,
      program,
    });
  await init();
  const base = parseCommitSha(await work.git('rev-parse', 'HEAD'));
  const next = await commitStory(work);
  return { work, bare, git: new Git(bare), base, next, init };
}

/** Commits on the checkout's branch and pushes that as a story, which nothing judges. */
export async function commitStory(work: Repository): Promise<CommitSha> {
  const commit = await work.commit('A story', { 'story.txt': `${Math.random()}\n` });
  await work.git('push', '--quiet', '../trunk.git', `HEAD:refs/heads/story/${commit.slice(0, 8)}`);
  return parseCommitSha(commit);
}

/** The ledger commit in which `key` attests a commit on its parent. */
export async function attest(
  git: Git,
  commit: CommitSha,
  key: SigningKey,
  tip: CommitSha | null = null,
): Promise<CommitSha> {
  const { landing, envelope } = await sealProof(git, commit, key);
  return extendLedger(git, tip, [attestedEntry(landing, envelope)]);
}

const PROGRAM = `
const [, , name, , folder] = args;
const { checkReceive, checkTransaction } = source('server/check-receive');
const check = { 'pre-receive': checkReceive, 'receive-transaction': checkTransaction }[name];
for (const { kind, ref, problem } of await check(folder, require('node:fs').readFileSync(0, 'utf8'))) {
  if (kind === 'allowed') continue;
  console.error(name + ' refused ' + ref + ': ' + problem.kind);
  process.exitCode = 1;
}
`;

/** Writes a program for the hooks of a guarded repository: Storygate's own answers, without its words. */
export function writeProgram(): string {
  const program = join(temporaryFolder('program'), 'storygate.js');
  writeFileSync(program, sourceScript('core', PROGRAM, [])[1] ?? '');
  return program;
}
