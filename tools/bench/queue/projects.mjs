// The workspace that is measured: eight areas of three projects each, whose suites take a known time.
export const AREAS = [
  'account',
  'billing',
  'cart',
  'catalog',
  'reports',
  'reviews',
  'search',
  'shipping',
];

/** An area's projects, each with the one it depends on and how long its suite takes. */
const LAYERS = [
  { layer: 'data', uses: null, seconds: 3 },
  { layer: 'logic', uses: 'data', seconds: 4 },
  { layer: 'view', uses: 'logic', seconds: 5 },
];

/** Waits instead of computing, so that whatever else the machine does changes a figure little. */
const SUITE = `// Takes the time that suite.json says, times SUITE_SCALE; then fails if a source of the project is broken.
const { readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');
const folder = join('packages', process.argv[2]);
const { seconds } = JSON.parse(readFileSync(join(folder, 'suite.json'), 'utf8'));
setTimeout(() => {
  const sources = readdirSync(folder).filter((name) => name.endsWith('.js'));
  const broken = sources.filter((name) => readFileSync(join(folder, name), 'utf8').includes('broken'));
  for (const name of broken) console.log(\`\${folder}/\${name} is broken\`);
  process.exit(broken.length > 0 ? 1 : 0);
}, seconds * 1000 * Number(process.env.SUITE_SCALE ?? 1));
`;

/** Every project's files, by their paths in the workspace. */
export function projectFiles() {
  const files = { 'tools/suite.js': SUITE };
  for (const area of AREAS) {
    for (const { layer, uses, seconds } of LAYERS) {
      const name = `${area}-${layer}`;
      files[`packages/${name}/package.json`] = json({
        name: `@acme/${name}`,
        version: '0.0.1',
        main: './index.js',
        dependencies: uses === null ? {} : { [`@acme/${area}-${uses}`]: '0.0.1' },
        nx: {
          targets: {
            test: {
              executor: 'nx:run-commands',
              options: { command: `node tools/suite.js ${name}` },
              cache: true,
              inputs: ['default', '^default'],
            },
          },
        },
      });
      files[`packages/${name}/suite.json`] = json({ seconds });
      files[`packages/${name}/index.js`] = `exports.name = '${name}';\n`;
    }
  }
  return files;
}

function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}
