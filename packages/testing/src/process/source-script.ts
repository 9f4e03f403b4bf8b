import { dirname, join } from 'node:path';

/** Lets a plain Node process require this checkout's TypeScript sources, so that no build stands between them and a test. */
const LOADER = `
const { transformSync } = require(${JSON.stringify(require.resolve('@swc/core'))});
const { readFileSync } = require('node:fs');
require.extensions['.ts'] = (module, file) => {
  const { code } = transformSync(readFileSync(file, 'utf8'), {
    filename: file,
    swcrc: false,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022', keepClassNames: true },
    module: { type: 'commonjs', ignoreDynamic: true },
  });
  module._compile(code, file);
};
`;

/**
 * Node's arguments for a process of its own that runs `script` (CommonJS). There `source('state/lock')` requires a
 * module of the package's src folder, and `args` are the given texts.
 */
export function sourceScript(
  packageName: 'core' | 'cli',
  script: string,
  args: readonly string[],
): string[] {
  const src = join(dirname(dirname(dirname(__dirname))), packageName, 'src');
  const head = `${LOADER}
const source = (path) => require(require('node:path').join(${JSON.stringify(src)}, path + '.ts'));
const args = process.argv.slice(1);
`;
  return [
    '-e',
    `${head}(async () => {${script}})().catch((error) => { console.error(error); process.exit(1); });`,
    '--',
    ...args,
  ];
}
