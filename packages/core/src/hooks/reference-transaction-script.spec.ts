import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { run, temporaryFolder, writeFiles } from '@storygate/testing';
import { referenceTransactionScript, type FilterSetting } from './reference-transaction-script';

const [OLD, NEW] = ['1'.repeat(40), '2'.repeat(40)];
const MAIN = `${OLD} ${NEW} refs/heads/main\n`;
const OTHERS = `${OLD} ${NEW} HEAD\n${OLD} ${NEW} refs/heads/story/main\n${OLD} ${NEW} refs/heads/main2\n`;

/** Runs the filter on what git would tell it; in Storygate's place stands a program that prints what it is asked. */
async function filter(
  input: string,
  {
    state = 'prepared',
    setting = {} as Partial<FilterSetting>,
    formerHook = '',
    env = {} as NodeJS.ProcessEnv,
  } = {},
) {
  const folder = temporaryFolder('filter');
  const files = { program: 'echo "asked $*"\ncat\nexit 7\n', 'former/reference-transaction': '' };
  writeFiles(folder, { ...files, 'former/reference-transaction': formerHook });
  if (formerHook !== '') chmodSync(join(folder, 'former/reference-transaction'), 0o755);
  const script = referenceTransactionScript({
    prefix: '',
    before: join(folder, 'former'),
    trunkRef: 'refs/heads/main',
    ignoreCase: false,
    mainWorktree: folder,
    node: '/bin/sh',
    program: join(folder, 'program'),
    ...setting,
  });
  return run('/bin/sh', ['-c', script, 'reference-transaction', state], {
    cwd: folder,
    env,
    input,
  });
}

const passed = { exitCode: 0, output: '' };

describe('referenceTransactionScript', () => {
  it('asks about trunk and the ledger alone, among whatever else changes', async () => {
    const ledger = `${OLD} ${NEW} refs/storygate/ledger\n`;
    const end = await filter(`${OTHERS}${MAIN}${ledger}${OTHERS}`);
    expect(end.exitCode).toBe(7);
    const [asked, ...lines] = end.stdout.split('\n');
    expect(asked).toMatch(/^asked hook reference-transaction --in .* -- prepared$/);
    expect(`${lines.join('\n')}\n`).toBe(MAIN + ledger);
  });

  it('asks about a symbolic trunk, as git 2.46 tells of one', async () => {
    const line = `${'0'.repeat(40)} ref:refs/heads/feat refs/heads/main`;
    expect((await filter(`${line}\n`)).stdout).toContain(line);
  });

  it('passes all other refs without a program on PATH', async () => {
    expect(await filter(OTHERS, { env: { PATH: '/nowhere' } })).toMatchObject(passed);
    expect(await filter('', { env: { PATH: '/nowhere' } })).toMatchObject(passed);
  });

  it.each(['preparing', 'committed', 'aborted', 'a state of tomorrow’s git'])(
    'passes everything while %s',
    async (state) => {
      expect(await filter(MAIN, { state, env: { PATH: '/nowhere' } })).toMatchObject(passed);
    },
  );

  describe('where the file system ignores case', () => {
    const setting = { ignoreCase: true, trunkRef: 'refs/heads/release/v1.x' };

    it.each([
      'refs/heads/release/v1.x',
      'refs/heads/RELEASE/v1.X',
      'refs/Heads/release/V1.x',
      'refs/StoryGate/LEDGER',
    ])('asks about %s', async (ref) => {
      const line = `${OLD} ${NEW} ${ref}`;
      expect((await filter(`${line}\n`, { setting })).stdout).toContain(line);
    });

    it.each(['refs/heads/release/v1xx', 'refs/heads/release/v1.x2', 'refs/heads/main'])(
      'passes %s',
      async (ref) => {
        expect(await filter(`${OLD} ${NEW} ${ref}\n`, { setting })).toMatchObject(passed);
      },
    );
  });

  it('takes another case for another branch where the file system tells them apart', async () => {
    expect(await filter(MAIN.replace('main', 'MAIN'))).toMatchObject(passed);
  });

  describe('with a hook that was there before', () => {
    it('hands everything on to it in every state, and then asks', async () => {
      const formerHook = '#!/bin/sh\necho "former $*"\ncat\n';
      const end = await filter(OTHERS + MAIN, { formerHook });
      expect(end.stdout).toMatch(/^former prepared\n/);
      expect(end.stdout).toContain(`${OTHERS}${MAIN}asked hook`);
      expect(await filter(OTHERS, { formerHook, state: 'committed' })).toMatchObject({
        exitCode: 0,
        stdout: `former committed\n${OTHERS.trimEnd()}`,
      });
    });

    it('passes its refusal on', async () => {
      const end = await filter(OTHERS, { formerHook: '#!/bin/sh\nexit 3\n', state: 'preparing' });
      expect(end.exitCode).toBe(3);
    });
  });
});
