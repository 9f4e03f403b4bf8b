import { temporaryFolder, writeFiles } from '@storygate/testing';
import { join } from 'node:path';
import { resolveUserFile } from './user-file';

test('a file is looked for where the user is, then where a package manager was started', () => {
  const root = temporaryFolder('workspace');
  writeFiles(root, { 'brief.md': '', 'libs/cart/brief.md': '', 'libs/cart/other.md': '' });
  const libs = join(root, 'libs/cart');

  expect(resolveUserFile('brief.md', { cwd: libs, initCwd: root })).toBe(join(libs, 'brief.md'));
  expect(resolveUserFile('other.md', { cwd: root, initCwd: libs })).toBe(join(libs, 'other.md'));
  expect(resolveUserFile('none.md', { cwd: root, initCwd: libs })).toBe(join(root, 'none.md'));
  expect(resolveUserFile('none.md', { cwd: root, initCwd: undefined })).toBe(join(root, 'none.md'));
  const absolute = join(libs, 'brief.md');
  expect(resolveUserFile(absolute, { cwd: root, initCwd: undefined })).toBe(absolute);
});
