// `npm run docs`: writes docs/commands.md from the built command line. packages/cli has the test that it is current.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const { createProgram } = require('../../packages/cli/dist/program.js');
const { createOutput } = require('../../packages/cli/dist/output.js');
const { renderReference } = require('../../packages/cli/dist/render/reference.js');

const file = fileURLToPath(new URL('../../docs/commands.md', import.meta.url));
writeFileSync(file, renderReference(createProgram({ code: 0, output: createOutput(false) })));
console.log(file);
