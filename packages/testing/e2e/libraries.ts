import { createLeanWorkspace, createNxWorkspace, type Packs, type Workspace } from '../src/index';

/** What the main job changes in a workspace with the four libraries, whose files are not called the same everywhere. */
export interface Libraries {
  readonly create: (packs: Packs) => Promise<Workspace>;
  /** The folder of a library's sources. */
  readonly folder: (library: string) => string;
  /** What `format` stands in: where the library has it, where its tests use it, and in `cart`. */
  readonly usesOfFormat: readonly string[];
  /** The source of each library. */
  readonly index: string;
  /** Prints a receipt, by the `format` of another library; checked by what the gate of `cart` runs. */
  readonly receipt: Readonly<Record<string, string>>;
}

/** Made by `create-nx-workspace`: jest tests them and tsc builds them. */
export const BY_CREATE_NX_WORKSPACE: Libraries = {
  create: createNxWorkspace,
  folder: (library) => `packages/${library}/src`,
  usesOfFormat: ['money/src/index.ts', 'money/src/index.spec.ts', 'cart/src/index.ts'],
  index: 'index.ts',
  receipt: {
    'packages/cart/src/receipt.ts': `import { format } from '@acme/money';

export const receipt = (cents: number): string => \`Total \${format(cents)}\`;
`,
  },
};

/** Plain JavaScript that node tests: the same job in a third of the time. */
export const LEAN: Libraries = {
  create: (packs) => createLeanWorkspace(packs),
  folder: (library) => `packages/${library}`,
  usesOfFormat: ['money/index.js', 'money/index.test.js', 'cart/index.js'],
  index: 'index.js',
  receipt: {
    'packages/cart/receipt.js': `const { format } = require('@acme/money');

exports.receipt = (cents) => 'Total ' + format(cents);
`,
    'packages/cart/index.test.js': `const { total } = require('./index.js');
const { receipt } = require('./receipt.js');
require('node:assert').equal(total([500, 750]), '12.50');
require('node:assert').equal(receipt(1250), 'Total 12.50');
`,
  },
};
