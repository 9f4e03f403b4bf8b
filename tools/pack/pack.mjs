// `npm run pack -- <folder>`: builds, then writes an installable tarball of each public package into the folder,
// in place of any older Storygate tarball there, and prints their paths.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const packages = ['core', 'cli', 'nx'].map((name) => join(root, 'packages', name));
const TARBALL = /^storygate-(core-|nx-)?\d+\.\d+\.\d+.*\.tgz$/;
const USAGE = 'usage: npm run pack -- <folder>';

/** Ends the program with one `error:` line; 1 for what the user can mend, 2 for wrong usage. */
function fail(exitCode, ...lines) {
  console.error(lines.join('\n'));
  process.exit(exitCode);
}

/** Runs a program and returns what it printed; its own messages go to stderr. */
function run(program, args, cwd) {
  const { status, stdout, error } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32' && program === 'npm',
  });
  if (status === 0) return stdout;
  const why = error ? error.message : `it ended with ${status}`;
  fail(1, stdout ?? '', `error: \`${[program, ...args].join(' ')}\` failed: ${why} [PACK_FAILED]`);
}

/** Outputs whose source is gone: `tsc -b` leaves them, and the tarball must not carry them. */
function removeStaleOutputs(folder) {
  const dist = join(folder, 'dist');
  for (const file of readdirSync(dist, { recursive: true })) {
    const source = /\.(js|d\.ts)$/.test(file) && file.replace(/\.(js|d\.ts)$/, '.ts');
    if (source && !existsSync(join(folder, 'src', source))) rmSync(join(dist, file));
  }
}

const [folder, ...more] = process.argv.slice(2);
if (folder === '--help' || folder === '-h') {
  console.log(USAGE);
  process.exit(0);
}
if (!folder) fail(2, 'error: no folder given to write the tarballs to [USAGE]', `hint: ${USAGE}`);
if (more.length > 0 || folder.startsWith('-')) {
  const extra = folder.startsWith('-') ? folder : more.join(' ');
  fail(2, `error: unexpected argument ${extra} [USAGE]`, `hint: ${USAGE}`);
}

// npm starts scripts in the root; a relative folder is meant from where the user stood.
const destination = resolve(process.env.INIT_CWD ?? process.cwd(), folder);
try {
  mkdirSync(destination, { recursive: true });
} catch (error) {
  fail(
    1,
    `error: cannot write to ${destination}: ${error.message} [FOLDER_UNUSABLE]`,
    'hint: name a folder that can be made or written; nothing was built',
  );
}

run(process.execPath, [createRequire(import.meta.url).resolve('typescript/bin/tsc'), '-b'], root);
packages.forEach(removeStaleOutputs);

for (const file of readdirSync(destination).filter((name) => TARBALL.test(name))) {
  rmSync(join(destination, file));
}
for (const from of packages) {
  const packed = run('npm', ['pack', '--json', '--pack-destination', destination], from);
  console.log(join(destination, JSON.parse(packed)[0].filename));
}
