import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, run, type Repository } from '@storygate/testing';
import { checkReceive } from './check-receive';
import { initServer, type ServerRequest } from './init-server';

const REGISTERED = { 'nx.json': '{ "plugins": ["@storygate/nx"] }' };

async function createBare(files: Readonly<Record<string, string>> = REGISTERED) {
  const work = await createRepository(files);
  const bare = join(work.folder, "it's trunk.git");
  await work.git('clone', '--quiet', '--bare', work.root, bare);
  return { work, bare };
}

/** The hook starts `node <program> hook pre-receive --in <bare>`; here `program` is a script that a test writes. */
function request(bare: string, more: Partial<ServerRequest> = {}): ServerRequest {
  const program = join(bare, 'program.js');
  return {
    repository: bare,
    trunk: 'main',
    prefix: '',
    keyFiles: [],
    node: process.execPath,
    program,
    ...more,
  };
}

async function push(work: Repository, bare: string, refspec: string) {
  return work.tryGit('push', bare, refspec);
}

it('takes its hooks from its own folder, and can be run again', async () => {
  const { work, bare } = await createBare();
  const first = await initServer(request(bare));
  expect(await initServer(request(bare))).toEqual(first);
  expect(statSync(first.hook).mode & 0o777).toBe(0o755);
  expect(existsSync(`${first.hook}.before`)).toBe(false);
  const config = await run('git', ['--git-dir', bare, 'config', 'core.hooksPath'], {
    cwd: work.root,
  });
  expect(config.stdout).toBe(join(bare, 'hooks'));
});

it('starts its program only for trunk and ledger, with exactly their lines', async () => {
  const { work, bare } = await createBare();
  await initServer(request(bare));
  writeFileSync(
    join(bare, 'program.js'),
    `const fs = require('node:fs');
fs.appendFileSync(${JSON.stringify(join(bare, 'seen'))}, process.argv.slice(2).join(' ') + '\\n' + fs.readFileSync(0));`,
  );
  const old = await work.git('rev-parse', 'HEAD');
  const next = await work.commit('Next', { a: 'a' });
  expect((await push(work, bare, 'HEAD:refs/heads/story/a')).exitCode).toBe(0);
  expect(existsSync(join(bare, 'seen'))).toBe(false);
  expect((await push(work, bare, 'HEAD:refs/heads/main')).exitCode).toBe(0);
  const line = `${old} ${next} refs/heads/main\n`;
  expect(readFileSync(join(bare, 'seen'), 'utf8')).toBe(
    `hook pre-receive --in ${bare}\n${line}hook receive-transaction --in ${bare}\n${line}`,
  );
});

it('lets nothing onto trunk when its program is gone or ends in any other way than well', async () => {
  const { work, bare } = await createBare();
  await initServer(request(bare));
  await work.commit('Next', { a: 'a' });
  const gone = await push(work, bare, 'HEAD:refs/heads/main');
  expect([gone.exitCode, gone.output.includes('[HOOK_BROKEN]')]).toEqual([1, true]);
  writeFileSync(join(bare, 'program.js'), 'process.exit(255)');
  expect((await push(work, bare, 'HEAD:refs/heads/main')).exitCode).toBe(1);
});

it('lets a hook that was there before decide too', async () => {
  const { work, bare } = await createBare();
  const own = join(bare, 'hooks', 'pre-receive');
  writeFileSync(own, '#!/bin/sh\ngrep -q refs/heads/story/no && exit 1\nexit 0\n');
  chmodSync(own, 0o755);
  await initServer(request(bare));
  await initServer(request(bare));
  await work.commit('Next', { a: 'a' });
  expect((await push(work, bare, 'HEAD:refs/heads/story/no')).exitCode).toBe(1);
  expect((await push(work, bare, 'HEAD:refs/heads/story/yes')).exitCode).toBe(0);
  expect((await push(work, bare, 'HEAD:refs/heads/main')).exitCode).toBe(1);
});

it('lets a hook of ref transactions that was there before hear of each state', async () => {
  const { work, bare } = await createBare();
  const own = join(bare, 'hooks', 'reference-transaction');
  writeFileSync(own, '#!/bin/sh\necho "$1" >> seen\ncat >> seen\n');
  chmodSync(own, 0o755);
  await initServer(request(bare));
  writeFileSync(join(bare, 'program.js'), '');
  const next = await work.commit('Next', { a: 'a' });
  expect((await push(work, bare, 'HEAD:refs/heads/story/a')).exitCode).toBe(0);
  const line = `${'0'.repeat(40)} ${next} refs/heads/story/a`;
  const seen = readFileSync(join(bare, 'seen'), 'utf8');
  expect(seen).toContain(`prepared\n${line}\ncommitted\n${line}\n`);
});

it('makes a repository where there is none', async () => {
  const { work } = await createBare();
  const bare = join(work.folder, 'new.git');
  expect(await initServer(request(bare))).toMatchObject({ path: bare, keys: [], policyKeys: null });
});

it.each([
  ['a checkout', 'NOT_A_BARE_REPOSITORY', ({ work }: Made) => request(work.root)],
  [
    'a trunk it does not have nx.json of',
    'TRUNK_WITHOUT_STORYGATE',
    ({ bare }: Made) => request(bare, { prefix: 'sub/' }),
  ],
  [
    'a file that holds no key',
    'BAD_KEY_FILE',
    ({ bare }: Made) => request(bare, { keyFiles: [join(bare, 'HEAD')] }),
  ],
])('refuses %s', async (_, code, make) => {
  const made = await createBare();
  await expect(initServer(make(made))).rejects.toMatchObject({ code });
});

it('refuses hooks in another folder', async () => {
  const { work, bare } = await createBare();
  await work.git('--git-dir', bare, 'config', 'core.hooksPath', '/elsewhere');
  await expect(initServer(request(bare))).rejects.toMatchObject({ code: 'HOOKS_ELSEWHERE' });
});

it('judges nothing in a repository that was never set up', async () => {
  const { bare } = await createBare();
  await expect(checkReceive(bare, '')).rejects.toMatchObject({ code: 'SERVER_NOT_SET_UP' });
});

interface Made {
  readonly work: Repository;
  readonly bare: string;
}
