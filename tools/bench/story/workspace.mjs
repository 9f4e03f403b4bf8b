// A workspace with as many dependency files as asked for, laid out as in real ones: 5.4 files to a folder, 16 kB to a file
// (this repository's own node_modules: 16,893 in 3,163 folders, 14 kB each).
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLeanWorkspace, createRegistry } from '../../../packages/testing/dist/index.js';
import { must } from './must.mjs';

const FOLDERS = 16;
const FILES_IN_EACH = 6;
const LINES = 250;

/** A lean workspace with Storygate and, beside Nx, packages of this machine's own registry, installed and committed. */
export async function createStoryWorkspace(packs, files) {
  const workspace = await createLeanWorkspace(packs);
  const { root } = workspace;
  const registry = await createRegistry();
  const missing = files - countFiles(join(root, 'node_modules'));
  const count = Math.ceil(missing / (FOLDERS * FILES_IN_EACH + 1));
  const packages = Array.from({ length: count }, (_, index) => packageOf(index));
  for (const one of packages) await registry.offer(one);
  writeFileSync(join(root, '.npmrc'), `@bench:registry=${registry.url}\n`);
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const { name, version } of packages) manifest.devDependencies[name] = version;
  writeFileSync(join(root, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await must(workspace, 'npm', ['install', '--no-audit', '--no-fund']);
  await must(workspace, 'git', ['add', '--all']);
  const unguarded = ['-c', 'core.hooksPath=/dev/null'];
  await must(workspace, 'git', [...unguarded, 'commit', '--quiet', '-m', 'Add packages']);
  return { workspace, registry, files: countFiles(join(root, 'node_modules')) };
}

function packageOf(index) {
  const files = {};
  for (let folder = 0; folder < FOLDERS; folder++)
    for (let file = 0; file < FILES_IN_EACH; file++)
      files[`lib/${folder}/${file}.js`] = sourceOf(index, folder, file);
  return { name: `@bench/p${index}`, version: '1.0.0', files };
}

function sourceOf(...seed) {
  const name = seed.join('_');
  return Array.from(
    { length: LINES },
    (_, line) => `exports.f${line} = (value) => value + '${name}' + ${line * 7919}; // ${line}\n`,
  ).join('');
}

function countFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  ).length;
}
