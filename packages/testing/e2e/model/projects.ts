import type { Checkout } from '../../src/index';

/** The lean workspace's libraries, which the model takes over; `cart` depends on `money`. */
export const PROJECTS = ['money', 'cart', 'greeting', 'audit'] as const;
/** The name of one of the model's projects. */
export type Project = (typeof PROJECTS)[number];

/**
 * A project's test: red where a file `*.red` is, in `cart` also where `money` has `<name>.left` and `cart` has
 * `<name>.right`; and once, the first time, where a file `*.flaky` is, which names a marker outside.
 */
const TEST = `const { existsSync, readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const own = readdirSync(__dirname);
const fail = (why) => { console.log(why); process.exit(1); };
for (const name of own) if (name.endsWith('.red')) fail(name);
if (basename(__dirname) === 'cart') {
  const others = readdirSync(join(__dirname, '..', 'money'));
  for (const name of own)
    if (name.endsWith('.right') && others.includes(name.replace('.right', '.left'))) fail(name);
}
for (const name of own.filter((one) => one.endsWith('.flaky'))) {
  const marker = readFileSync(join(__dirname, name), 'utf8');
  if (existsSync(marker)) continue;
  writeFileSync(marker, '');
  fail(name);
}
`;

/** The files of the model's projects. */
export function projectFiles(): Record<string, string> {
  return Object.fromEntries(
    PROJECTS.flatMap((name) => [
      [`packages/${name}/package.json`, manifest(name)],
      [`packages/${name}/index.test.js`, TEST],
    ]),
  );
}

function manifest(name: Project): string {
  const test = {
    executor: 'nx:run-commands',
    options: { command: `node packages/${name}/index.test.js` },
    cache: true,
    inputs: ['default', '^default'],
  };
  const dependencies = name === 'cart' ? { '@acme/money': '0.0.1' } : {};
  const own = { name: `@acme/${name}`, version: '0.0.1', main: './index.js', dependencies };
  const text = { ...own, nx: { targets: { test } } };
  return `${JSON.stringify(text, null, 2)}\n`;
}

/** Whether the gate of every project would be red on a tree, by the model's own reading of the files. */
export async function isRed(checkout: Checkout, tree: string): Promise<boolean> {
  const names = (await checkout.git('ls-tree', '-r', '--name-only', tree)).split('\n');
  const pairs = names.filter((name) => /^packages\/cart\/.*\.right$/.test(name));
  return (
    names.some((name) => /^packages\/.*\.red$/.test(name)) ||
    pairs.some((name) =>
      names.includes(name.replace('/cart/', '/money/').replace(/right$/, 'left')),
    )
  );
}
