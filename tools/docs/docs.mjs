// `npm run docs`: writes the generated pages from what was built. Their packages have the tests that they are current.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const { createProgram } = require('../../packages/cli/dist/program.js');
const { createOutput } = require('../../packages/cli/dist/output.js');
const { renderReference } = require('../../packages/cli/dist/render/reference.js');
const { renderProtectionPage } = require('../../packages/testing/dist/vectors/protection-page.js');

const pages = {
  'commands.md': renderReference(
    createProgram({ code: 0, output: createOutput('text'), passed: [] }),
  ),
  'protection.md': renderProtectionPage(),
};

for (const [name, text] of Object.entries(pages)) {
  const file = fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));
  writeFileSync(file, text);
  console.log(file);
}
