import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { run, temporaryFolder, writeFiles } from '@storygate/testing';
import { shareFolder } from './share-folder';
import { UNSHARED } from './unshared';

let main: string;
let story: string;
let server: Server | null = null;

beforeEach(async () => {
  const folder = temporaryFolder('share');
  [main, story] = [join(folder, 'main'), join(folder, 'stories/login')];
  writeFiles(main, {
    'libs/ui/index.js': 'main',
    'node_modules/.cache/babel/1.json': 'cached',
    'node_modules/.package-lock.json': '{}',
    'node_modules/react/index.js': 'react',
    'node_modules/react/.npmignore': '',
    'node_modules/patched/index.js': 'patched',
    'node_modules/outer/node_modules/inner/index.js': 'inner',
    'node_modules/outer/node_modules/.cache/x': 'x',
    'node_modules/tool/bin.sh': '#!/bin/sh\n',
  });
  writeFiles(story, { 'libs/ui/index.js': 'story' });
  chmodSync(join(main, 'node_modules/tool/bin.sh'), 0o755);
  mkdirSync(join(main, 'node_modules/@acme'));
  symlinkSync(join(main, 'libs/ui'), join(main, 'node_modules/@acme/ui'));
  symlinkSync('../../libs/ui', join(main, 'node_modules/@acme/relative'));
  symlinkSync('nowhere', join(main, 'node_modules/broken'));
  server = createServer();
  await new Promise<void>((resolve) => server?.listen(join(main, 'node_modules/s'), resolve));
});

afterEach(() => new Promise<void>((resolve) => void server?.close(() => resolve())));

const request = (sharing: 'files' | 'nothing') => ({
  from: join(main, 'node_modules'),
  to: join(story, 'node_modules'),
  source: main,
  target: story,
  sharing,
  unshared: [...UNSHARED, 'patched'],
});
const share = (sharing: 'files' | 'nothing') => shareFolder(request(sharing));
const same = (path: string) =>
  statSync(join(main, 'node_modules', path)).ino ===
  statSync(join(story, 'node_modules', path)).ino;

describe('shareFolder', () => {
  it('links the files of packages, and copies what is written in place', async () => {
    expect(await share('files')).toBeNull();
    expect(same('react/index.js')).toBe(true);
    expect(same('react/.npmignore')).toBe(true);
    expect(same('outer/node_modules/inner/index.js')).toBe(true);
    for (const own of [
      '.package-lock.json',
      '.cache/babel/1.json',
      'outer/node_modules/.cache/x',
      'patched/index.js',
    ]) {
      expect([own, same(own)]).toEqual([own, false]);
      expect(readFileSync(join(story, 'node_modules', own))).toEqual(
        readFileSync(join(main, 'node_modules', own)),
      );
    }
    const times = [main, story].map((root) =>
      statSync(join(root, 'node_modules/.cache/babel/1.json')),
    );
    expect(times[0]?.mtimeMs).toBeCloseTo(times[1]?.mtimeMs ?? 0, 0);
  });

  it.each(['files', 'nothing'] as const)(
    'leads no link into the other checkout when %s are shared',
    async (sharing) => {
      expect(await share(sharing)).toBeNull();
      for (const link of ['@acme/ui', '@acme/relative'])
        expect(readFileSync(join(story, 'node_modules', link, 'index.js'), 'utf8')).toBe('story');
      expect(realpathSync(join(main, 'node_modules/@acme/ui'))).toBe(
        realpathSync(join(main, 'libs/ui')),
      );
      expect(readlinkSync(join(story, 'node_modules/broken'))).toBe('nowhere');
      expect(existsSync(join(story, 'node_modules/s'))).toBe(false);
      expect(lstatSync(join(main, 'node_modules/s')).isSocket()).toBe(true);
    },
  );

  it.each(['files', 'nothing'] as const)(
    'keeps modes and times when %s are shared',
    async (how) => {
      chmodSync(join(main, 'node_modules/.cache'), 0o700);
      const [old, lastYear] = [join(main, 'node_modules/react'), new Date('2025-01-01')];
      utimesSync(join(old, 'index.js'), lastYear, lastYear);
      utimesSync(old, lastYear, lastYear);
      await share(how);
      for (const path of ['react', 'react/index.js'])
        expect(statSync(join(story, 'node_modules', path)).mtimeMs).toBe(lastYear.getTime());
      expect(statSync(join(story, 'node_modules/tool/bin.sh')).mode & 0o777).toBe(0o755);
      expect(statSync(join(story, 'node_modules/.cache')).mode & 0o777).toBe(0o700);
    },
  );

  it.each(['files', 'nothing'] as const)(
    'replaces what a killed start left when %s are shared',
    async (how) => {
      writeFiles(story, { 'node_modules/react/index.js': 'rea', 'node_modules/old.js': 'old' });
      expect(await share(how)).toBeNull();
      expect(readFileSync(join(story, 'node_modules/react/index.js'), 'utf8')).toBe('react');
      expect(existsSync(join(story, 'node_modules/old.js'))).toBe(false);
    },
  );

  it('brings nothing by way of a link that the commit has', async () => {
    symlinkSync(join(main, 'node_modules'), join(story, 'node_modules'));
    await expect(share('files')).rejects.toMatchObject({ code: 'COPY_FAILED' });
    const outside = temporaryFolder('outside');
    symlinkSync(outside, join(story, 'packages'));
    const to = join(story, 'packages/a/node_modules');
    await expect(shareFolder({ ...request('files'), to })).rejects.toMatchObject({
      code: 'COPY_FAILED',
    });
    expect(readdirSync(outside)).toEqual([]);
    expect(readFileSync(join(main, 'node_modules/react/index.js'), 'utf8')).toBe('react');
  });

  it('makes a link of a node_modules that is one', async () => {
    mkdirSync(join(main, 'libs/a'));
    mkdirSync(join(story, 'libs/a'));
    symlinkSync('../../node_modules', join(main, 'libs/a/node_modules'));
    const [from, to] = [main, story].map((root) => join(root, 'libs/a/node_modules'));
    expect(await shareFolder({ ...request('files'), from: from ?? '', to: to ?? '' })).toBeNull();
    expect(readlinkSync(to ?? '')).toBe('../../node_modules');
  });

  it('fails where packages go away meanwhile, as an install takes them away first', async () => {
    const share = shareFolder(request('files'));
    rmSync(join(main, 'node_modules/react'), { recursive: true });
    // It may have been through with that package already.
    await share.catch((error: unknown) => expect(error).toMatchObject({ code: 'COPY_FAILED' }));
    rmSync(join(main, 'node_modules'), { recursive: true });
    await expect(shareFolder(request('files'))).rejects.toMatchObject({ code: 'COPY_FAILED' });
  });

  it('says what can’t be read', async () => {
    await expect(
      shareFolder({ ...request('nothing'), from: join(main, 'libs/ui/index.js') }),
    ).rejects.toMatchObject({ code: 'COPY_FAILED' });
  });

  it('keeps a cache that one checkout writes out of the other', async () => {
    await share('files');
    appendFileSync(join(story, 'node_modules/.cache/babel/1.json'), ' here');
    expect(readFileSync(join(main, 'node_modules/.cache/babel/1.json'), 'utf8')).toBe('cached');
  });

  it('copies where files can’t be shared, and says why', async () => {
    const elsewhere = temporaryFolderOn('/dev/shm');
    if (elsewhere === null) return console.warn('skipped: /dev/shm is no other file system here');
    story = elsewhere;
    writeFiles(story, { 'libs/ui/index.js': 'story' });
    expect(await share('files')).toMatch(/cross-device/i);
    expect(readFileSync(join(story, 'node_modules/react/index.js'), 'utf8')).toBe('react');
    expect(readFileSync(join(story, 'node_modules/@acme/ui/index.js'), 'utf8')).toBe('story');
    await run('rm', ['-r', story], { cwd: main });
  });
});

function temporaryFolderOn(parent: string): string | null {
  if (!existsSync(parent) || statSync(parent).dev === statSync(main).dev) return null;
  const folder = join(parent, `storygate-share-${process.pid}`);
  mkdirSync(folder);
  return folder;
}
