import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createRepository, type Repository as Sandbox } from '@storygate/testing';
import type { StorygateEvent } from '../events/events';
import { parseStoryId } from '../names/story-id';
import { requireRepository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import type { StoryRequest } from './read-story-facts';
import { startStory } from './start-story';

let sandbox: Sandbox;
let folder: string;
const events: StorygateEvent[] = [];

async function begin(prefix: string, tracked: Record<string, string>, stories: object = {}) {
  const plugin = { plugin: '@storygate/nx', options: { stories } };
  const files = { 'nx.json': JSON.stringify({ plugins: [plugin] }), ...tracked };
  sandbox = await createRepository(
    Object.fromEntries(Object.entries(files).map(([path, text]) => [prefix + path, text])),
  );
  folder = join(sandbox.folder, 'repository.stories/login', prefix);
  return async (untracked: Record<string, string> = {}) => {
    for (const [path, text] of Object.entries(untracked)) sandbox.write({ [prefix + path]: text });
    const repository = await requireRepository(join(sandbox.root, prefix));
    const request: StoryRequest = {
      ...{ id: parseStoryId('login'), title: null, brief: null, base: null },
      dependencies: 'none',
      setup: 'run',
      ports: null,
    };
    events.length = 0;
    return startStory(repository, await requireTrunk(repository), request, (event) =>
      events.push(event),
    );
  };
}

const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const warnings = () =>
  events.flatMap((event) => (event.type === 'warning' ? [[event.code, event.message]] : []));
const statusOf = (path: string) =>
  sandbox.git('-C', path, 'status', '--porcelain', '--untracked-files=all');

describe('the story’s variables', () => {
  it('stand in a file that git ignores by its own list, and that is no work', async () => {
    // A workspace in a folder of its repository.
    const prefix = 'apps/[a]/';
    const start = await begin(prefix, {});
    await start();
    expect(read('.env.local')).toContain('\nPORT=4220\n');
    expect(statSync(join(folder, '.env.local')).mode & 0o777).toBe(0o600);
    expect(await statusOf(folder)).toBe('');
    expect(await statusOf(sandbox.root)).toBe('');
    const excluded = readFileSync(join(sandbox.root, '.git/info/exclude'), 'utf8');
    expect(excluded).toContain('\n/apps/\\[a\\]/.env.local\n');
  });

  it('stand behind the lines of a copied file, which stays as it is in the main checkout', async () => {
    const start = await begin('', { '.gitignore': '.env.local\n' });
    await start({ '.env.local': 'PORT=3000\nSECRET=s\n' });
    expect(read('.env.local')).toMatch(/^PORT=3000\nSECRET=s\n# >>> [^]*\nPORT=4220\n/);
    expect(readFileSync(join(sandbox.root, '.env.local'), 'utf8')).toBe('PORT=3000\nSECRET=s\n');
    expect(readFileSync(join(sandbox.root, '.git/info/exclude'), 'utf8')).not.toContain('.env');
  });

  it('never go into a tracked file, or one whose hiding would hide a person’s', async () => {
    const start = await begin('', { '.env.local': 'A=1\n' }, { copy: ['.local.env'] });
    await start({ '.local.env': 'MINE=1\n' });
    expect([read('.env.local'), read('.local.env')]).toEqual(['A=1\n', 'MINE=1\n']);
    expect(read('.env')).toContain('STORYGATE_STORY=login');
    expect(await statusOf(sandbox.root)).toBe('?? .local.env');
  });
});

it('says where no file can hold them', async () => {
  const start = await begin('', { '.env.local': '', '.local.env': '', '.env': '' });
  await start();
  expect(warnings()).toEqual([['NO_ENVIRONMENT_FILE', expect.stringContaining('.local.env')]]);
  expect([read('.env'), await statusOf(folder)]).toEqual(['', '']);
});

describe('stories.copy', () => {
  it('brings untracked files and folders that its patterns name, and never packages', async () => {
    const copy = ['**/.env*', 'certs', 'keys/**', '*.pem'];
    const ignored = '.env*\ncerts\nkeys\n*.pem\nnode_modules\n';
    const start = await begin('', { '.gitignore': ignored, 'libs/a.txt': 'a\n' }, { copy });
    const untracked = {
      'libs/.env.test': '1',
      'certs/deep/ca.crt': '2',
      'keys/k': '3',
      'top.pem': '4',
      'libs/other.pem': '5',
      'node_modules/x/.env': '6',
      '.env/lib/site.py': '7',
    };
    const plan = await start(untracked);
    const expected = ['certs/deep/ca.crt', 'keys/k', 'libs/.env.test', 'top.pem'];
    expect(plan.copy).toEqual(expected);
    expect(expected.map(read)).toEqual(['2', '3', '1', '4']);
    expect(existsSync(join(folder, 'node_modules'))).toBe(false);
  });

  it('keeps the story’s own files, and what stands behind its links', async () => {
    const start = await begin('', { 'a.txt': 'a\n' }, { copy: ['.secret', 'conf/**'] });
    const outside = join(sandbox.folder, 'outside');
    mkdirSync(outside);
    symlinkSync(outside, join(sandbox.root, 'conf'));
    writeFileSync(join(sandbox.root, '.secret'), 'tracked\n');
    await sandbox.git('add', 'conf', '.secret');
    await sandbox.git('commit', '--quiet', '-m', 'Track them');
    await sandbox.git('rm', '--quiet', '--cached', 'conf', '.secret');
    rmSync(join(sandbox.root, 'conf'));
    sandbox.write({ 'conf/x': 'x\n', '.secret': 'mine\n' });
    await start();
    expect(read('.secret')).toBe('tracked\n');
    expect(existsSync(join(outside, 'x'))).toBe(false);
    expect(await statusOf(folder)).toBe('');
  });

  it('follows a link only to a file of the checkout', async () => {
    const start = await begin('', { 'shared.env': 'S=1\n', '.gitignore': '.env*\n' });
    writeFileSync(join(sandbox.folder, 'secret'), 'other\n');
    symlinkSync('shared.env', join(sandbox.root, '.env.in'));
    symlinkSync('../secret', join(sandbox.root, '.env.out'));
    symlinkSync('nowhere', join(sandbox.root, '.env.broken'));
    symlinkSync(sandbox.folder, join(sandbox.root, '.env.folder'));
    await start();
    expect(read('.env.in')).toBe('S=1\n');
    for (const name of ['out', 'broken', 'folder'])
      expect(existsSync(join(folder, `.env.${name}`))).toBe(false);
    expect(warnings()).toEqual([
      ['LINK_NOT_COPIED', expect.stringMatching(/: \.env\.broken, \.env\.folder, \.env\.out$/)],
    ]);
  });
});
