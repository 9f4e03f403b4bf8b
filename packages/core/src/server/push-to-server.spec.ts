import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finished } from '@storygate/testing';
import { readRef } from '../git/refs';
import { LEDGER_REF } from '../ledger/ledger';
import type { CommitSha } from '../names/object-id';
import {
  attest,
  commitStory,
  createServer,
  newKey,
  writeProgram,
  type GuardedServer,
} from './guarded-server.fixture';

const MAIN = 'refs/heads/main';
const runner = newKey();

let server: GuardedServer;
let ledger: CommitSha;

beforeEach(async () => {
  server = await createServer([runner], writeProgram());
  const { git, next } = server;
  ledger = await attest(git, next, runner);
  await server.work.git('fetch', '--quiet', server.bare, ...(await keep(ledger)));
});

/** Gives a commit of the server a name under which it can be fetched. */
async function keep(commit: CommitSha): Promise<string[]> {
  await server.git.run(['update-ref', 'refs/heads/story/ledger', commit]);
  return ['refs/heads/story/ledger'];
}

/** Pushes the story to trunk and its proof to the ledger, with more of git's options. */
async function push(...options: string[]): Promise<Finished> {
  const { work, bare, next } = server;
  const refspecs = [`${next}:${MAIN}`, `${ledger}:${LEDGER_REF}`];
  return work.tryGit('push', ...options, bare, ...refspecs);
}

/** Installs somebody's own hook, which runs after the guard's. */
async function ownHook(name: string, text: string): Promise<void> {
  const file = join(server.bare, 'hooks', `${name}.before`);
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  await server.init();
}

const trunk = () => readRef(server.git, MAIN);
const stored = () => readRef(server.git, LEDGER_REF);

it('takes an atomic push of trunk and its proof', async () => {
  expect((await push('--atomic')).exitCode).toBe(0);
  expect([await trunk(), await stored()]).toEqual([server.next, ledger]);
});

it('takes a push that is not atomic as a whole, or not at all', async () => {
  const { base, next } = server;
  const pushed = await push();
  if (pushed.exitCode !== 0) {
    // Up to git 2.50 it moves its refs one by one, trunk first.
    expect(pushed.output).toContain(`receive-transaction refused ${MAIN}: apart-from-proof`);
    expect([await trunk(), await stored()]).toEqual([base, null]);
    expect((await push('--atomic')).exitCode).toBe(0);
  }
  expect([await trunk(), await stored()]).toEqual([next, ledger]);
});

it('takes the proof first and trunk later', async () => {
  const { work, bare, next } = server;
  await work.git('push', '--quiet', bare, `${ledger}:${LEDGER_REF}`);
  await work.git('push', '--quiet', bare, `${next}:${MAIN}`);
  expect(await trunk()).toBe(next);
});

it.each([[[]], [['--atomic']]])(
  'has the proof of where trunk is when it dies in a push with %j',
  async (options) => {
    const dying = 'kill -9 "$(ps -o ppid= -p "$PPID" | tr -d " ")"';
    await ownHook('reference-transaction', `[ "$1" = committed ] && ${dying}; exit 0`);
    expect((await push(...options)).exitCode).not.toBe(0);
    expect([
      [server.base, null],
      [server.next, ledger],
    ]).toContainEqual([await trunk(), await stored()]);
  },
);

it('leaves trunk where it is when the ledger moves between the judgement and the push', async () => {
  const { git, work, base } = server;
  const meanwhile = await attest(git, await commitStory(work), runner);
  await ownHook(
    'pre-receive',
    `unset GIT_QUARANTINE_PATH; git update-ref ${LEDGER_REF} ${meanwhile}`,
  );
  for (const options of [[], ['--atomic']]) {
    expect((await push(...options)).exitCode).not.toBe(0);
    expect([await trunk(), await stored()]).toEqual([base, meanwhile]);
    await git.run(['update-ref', '-d', LEDGER_REF]);
  }
});

it('leaves what its owner does in it, and git’s tidying up, alone', async () => {
  const { git, next } = server;
  await git.run(['pack-refs', '--all', '--prune']);
  await git.run(['gc', '--quiet']);
  await git.run(['update-ref', MAIN, next]);
  expect(await trunk()).toBe(next);
});
