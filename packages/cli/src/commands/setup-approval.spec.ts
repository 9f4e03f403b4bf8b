import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, storygateFromSource, type Repository } from '@storygate/testing';

let repository: Repository;

const nxJson = (...setup: string[]) =>
  JSON.stringify({
    plugins: [{ plugin: '@storygate/nx', options: { stories: { setup, setupTimeLimit: 0.05 } } }],
  });

const storygate = (...args: string[]) => storygateFromSource(args, { cwd: repository.root });
const start = (...args: string[]) => storygate('story', 'login', '--dependencies=none', ...args);
const folder = () => join(repository.folder, 'repository.stories/login');

beforeEach(async () => {
  repository = await createRepository({
    'nx.json': nxJson('node seed.mjs'),
    'seed.mjs': `import { writeFileSync } from 'node:fs';
writeFileSync('.env.seeded', process.env.STORYGATE_STORY + ' ' + process.env.PORT);
console.log('seeded');\n`,
    'hang.mjs': `console.log('begun'); setInterval(() => undefined, 1000);\n`,
    '.gitignore': '.env*\n',
  });
});

/** Trunk's text of the options is what counts, by whatever way it got there. */
async function change(...setup: string[]): Promise<void> {
  writeFileSync(join(repository.root, 'nx.json'), nxJson(...setup));
  await repository.git('-c', 'core.hooksPath=/dev/null', 'commit', '--quiet', '-am', 'Change it');
}

it('runs set-up commands only in the text that the user approved', async () => {
  const refused = await start();
  expect([refused.exitCode, refused.stderr]).toEqual([
    1,
    expect.stringMatching(/`node seed\.mjs` \[SETUP_UNAPPROVED\][^]*storygate approve --setup/),
  ]);
  expect(existsSync(folder())).toBe(false);
  expect((await start('--dry-run')).stdout).toContain('not approved yet');

  const approved = await storygate('approve', '--setup');
  expect([approved.exitCode, approved.stdout]).toEqual([
    0,
    expect.stringContaining('node seed.mjs'),
  ]);
  expect((await start('--dry-run')).stdout).not.toContain('not approved');
  const started = await start();
  expect([started.exitCode, started.output]).toEqual([0, started.output]);
  expect(readFileSync(join(folder(), '.env.seeded'), 'utf8')).toMatch(/^login 42\d\d$/);
  expect((await storygate('logs', 'login', '--setup')).stdout).toContain('$ node seed.mjs\nseeded');

  await change('node seed.mjs --all');
  const again = await storygate('story', 'other', '--dependencies=none', '--json');
  expect(JSON.parse(again.stdout)).toMatchObject({
    error: { code: 'SETUP_UNAPPROVED', facts: { commands: ['node seed.mjs --all'] } },
  });
  const skipped = await storygate('story', 'other', '--dependencies=none', '--no-setup');
  expect([skipped.exitCode, skipped.stderr]).toEqual([
    0,
    expect.not.stringContaining('setting up'),
  ]);
});

it('stops a command at its limit, takes the story back and keeps what it said', async () => {
  await change('node hang.mjs');
  await storygate('approve', '--setup');
  const end = await start();
  expect([end.exitCode, end.stderr]).toEqual([1, expect.stringMatching(/limit.*\[SETUP_FAILED\]/)]);
  expect(existsSync(folder())).toBe(false);
  expect((await storygate('logs', 'login', '--setup')).stdout).toMatch(
    /\$ node hang\.mjs\nbegun\n[^]*time limit/,
  );
});
