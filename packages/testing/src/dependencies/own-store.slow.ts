import {
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { temporaryFolder } from '../folders/temporary-folder';
import { must } from '../process/run';
import { sourceScript } from '../process/source-script';
import { writeFiles } from '../repository/repository';

const PNPM = 'pnpm@10.34.9';

/** Installs a folder's dependencies as Storygate does: `args` are the folder, and the gate workspace's own store. */
const INSTALL = `
const { findPackageManager } = source('dependencies/package-manager');
const { installDependencies } = source('dependencies/provide-dependencies');
const [nxRoot, ownStore] = args;
const manager = findPackageManager(nxRoot);
await installDependencies({ manager, nxRoot, ...(ownStore ? { ownStore } : {}) }, () => {});`;

/** Pnpm links the files of a package into each checkout from one store, so an edit in place in one reaches all. */
describe('dependencies that pnpm links from its store', () => {
  const folder = temporaryFolder('own-store');
  const file = (checkout: string) =>
    realpathSync(join(folder, checkout, 'node_modules/dep/index.js'));
  const options = {
    cwd: folder,
    env: {
      PATH: `${join(folder, 'node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`,
      XDG_DATA_HOME: join(folder, 'data'),
      XDG_CACHE_HOME: join(folder, 'cache'),
    },
  };
  const install = (checkout: string, ...store: string[]) =>
    must(
      process.execPath,
      sourceScript('core', INSTALL, [join(folder, checkout), ...store]),
      options,
    );

  beforeAll(async () => {
    writeFiles(folder, {
      'package.json': '{ "private": true }\n',
      'dep/package.json': '{ "name": "dep", "version": "1.0.0" }\n',
      'dep/index.js': "exports.says = 'the truth';\n",
      'story/package.json':
        '{ "name": "acme", "private": true, "dependencies": { "dep": "file:dep.tgz" } }\n',
    });
    await must('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', PNPM], options);
    await must('npm', ['pack', './dep'], options);
    await must('cp', ['dep-1.0.0.tgz', 'story/dep.tgz'], options);
    await must('pnpm', ['install'], { ...options, cwd: join(folder, 'story') });
    mkdirSync(join(folder, 'gate'));
    await must(
      'cp',
      ['story/package.json', 'story/pnpm-lock.yaml', 'story/dep.tgz', 'gate'],
      options,
    );
  });

  it('share nothing with the gate workspace, whatever a story does to them', async () => {
    const { atime, mtime } = statSync(file('story'));
    writeFileSync(file('story'), "exports.says = 'a lie';\n   ");
    utimesSync(file('story'), atime, mtime);
    await install('gate', join(folder, 'gate-store'));
    expect(readFileSync(file('gate'), 'utf8')).toBe("exports.says = 'the truth';\n");
    expect(statSync(file('gate')).ino).not.toBe(statSync(file('story')).ino);
  });

  it('would share them without a store of its own', async () => {
    await must('cp', ['-r', 'gate', 'other'], options);
    await must('rm', ['-rf', 'other/node_modules'], options);
    await install('other');
    expect(statSync(file('other')).ino).toBe(statSync(file('story')).ino);
    expect(readFileSync(file('other'), 'utf8')).toContain('a lie');
  });
});
