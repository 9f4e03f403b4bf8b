/**
 * The lean workspace's libraries. Each has three targets, each a node script with declared inputs:
 * `lint` (no word that the root's `rules.json` forbids; only money and cart read that file), `test`, `build`.
 */
const SOURCES = {
  money: {
    uses: [],
    source: `exports.format = (cents) => (cents / 100).toFixed(2);\n`,
    test: `const { format } = require('./index.js');
require('node:assert').equal(format(1250), '12.50');\n`,
  },
  cart: {
    uses: ['money'],
    source: `const { format } = require('@acme/money');

exports.total = (prices) => format(prices.reduce((sum, price) => sum + price, 0));\n`,
    test: `const { total } = require('./index.js');
require('node:assert').equal(total([500, 750]), '12.50');\n`,
  },
  greeting: {
    uses: [],
    source: `exports.greet = (name) => 'Hello, ' + name;\n`,
    test: `const { greet } = require('./index.js');
require('node:assert').equal(greet('Ada'), 'Hello, Ada');\n`,
  },
  audit: {
    uses: [],
    source: `exports.describe = (event, at) => at.toISOString() + ' ' + event;\n`,
    test: `const { describe } = require('./index.js');
require('node:assert').equal(describe('login', new Date(0)), '1970-01-01T00:00:00.000Z login');\n`,
  },
} as const;

type Name = keyof typeof SOURCES;

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

const LINT = `// Fails when a source holds a word that rules.json forbids.
const { readFileSync } = require('node:fs');
const { forbidden } = JSON.parse(readFileSync('rules.json', 'utf8'));
const [, , name] = process.argv;
const source = readFileSync(\`packages/\${name}/index.js\`, 'utf8');
const found = forbidden.filter((word) => source.includes(word));
for (const word of found) console.log(\`packages/\${name}/index.js: "\${word}" is forbidden\`);
process.exit(found.length > 0 ? 1 : 0);
`;

const BUILD = `// Copies the source to dist.
const { cpSync } = require('node:fs');
const [, , name] = process.argv;
cpSync(\`packages/\${name}/index.js\`, \`packages/\${name}/dist/index.js\`);
console.log(\`built \${name}\`);
`;

function target(command: string, inputs: readonly string[], more: object = {}): object {
  return { executor: 'nx:run-commands', options: { command }, cache: true, inputs, ...more };
}

function manifest(name: Name, linked: string): string {
  const { uses } = SOURCES[name];
  const readsRules = name === 'money' || name === 'cart';
  return json({
    name: `@acme/${name}`,
    version: '0.0.1',
    main: './index.js',
    dependencies: Object.fromEntries(uses.map((used) => [`@acme/${used}`, linked])),
    nx: {
      targets: {
        lint: target(
          readsRules ? `node tools/lint.js ${name}` : `node --check packages/${name}/index.js`,
          [
            '{projectRoot}/index.js',
            ...(readsRules ? ['{workspaceRoot}/rules.json', '{workspaceRoot}/tools/lint.js'] : []),
          ],
        ),
        test: target(`node packages/${name}/index.test.js`, ['default', '^default']),
        build: target(
          `node tools/build.js ${name}`,
          ['default', '{workspaceRoot}/tools/build.js'],
          {
            outputs: ['{projectRoot}/dist'],
            dependsOn: ['^build'],
          },
        ),
      },
    },
  });
}

/** The files at the root of a lean workspace; `tools` and `overrides` are what its package.json says of dependencies. */
export function leanRootFiles(
  tools: Readonly<Record<string, string>>,
  overrides: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    'package.json': json({
      name: '@acme/source',
      version: '0.0.0',
      private: true,
      workspaces: ['packages/*'],
      scripts: {},
      devDependencies: tools,
      overrides,
    }),
    'nx.json': json({
      analytics: false,
      defaultBase: 'main',
      namedInputs: { default: ['{projectRoot}/**/*', '!{projectRoot}/dist/**/*'] },
    }),
    '.gitignore': 'node_modules\ndist\n.nx\n',
    'README.md': '# Acme\n',
  };
}

/** The four libraries' files, and those of the root that their targets read; `linked` is how one depends on another. */
export function leanLibraryFiles(linked = '0.0.1'): Record<string, string> {
  const files: Record<string, string> = {
    'rules.json': json({ forbidden: ['debugger'] }),
    'tools/lint.js': LINT,
    'tools/build.js': BUILD,
  };
  for (const [name, { source, test }] of Object.entries(SOURCES)) {
    files[`packages/${name}/package.json`] = manifest(name as Name, linked);
    files[`packages/${name}/index.js`] = source;
    files[`packages/${name}/index.test.js`] = test;
  }
  return files;
}
