/** The four libraries of the workspace that `createNxWorkspace` makes, laid out as `nx g @nx/js:lib` does it. */
interface Library {
  readonly uses: readonly string[];
  readonly source: string;
  readonly spec: string;
}

const SOURCES: Readonly<Record<string, Library>> = {
  money: {
    uses: [],
    source: `export function format(cents: number): string {
  return (cents / 100).toFixed(2);
}
`,
    spec: `import { format } from './index';

it('formats cents', () => {
  expect(format(1250)).toBe('12.50');
});
`,
  },
  cart: {
    uses: ['money'],
    source: `import { format } from '@acme/money';

export function total(prices: number[]): string {
  return format(prices.reduce((sum, price) => sum + price, 0));
}
`,
    spec: `import { total } from './index';

it('adds prices up', () => {
  expect(total([500, 750])).toBe('12.50');
});
`,
  },
  greeting: {
    uses: [],
    source: `export function greet(name: string): string {
  return \`Hello, \${name}\`;
}
`,
    spec: `import { greet } from './index';

it('greets', () => {
  expect(greet('Ada')).toBe('Hello, Ada');
});
`,
  },
  audit: {
    uses: [],
    source: `export function describe(event: string, at: Date): string {
  return \`\${at.toISOString()} \${event}\`;
}
`,
    spec: `import { describe as describeEvent } from './index';

it('describes an event', () => {
  expect(describeEvent('login', new Date(0))).toBe('1970-01-01T00:00:00.000Z login');
});
`,
  },
};

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

function files(name: string, { uses, source, spec }: Library): Record<string, string> {
  const references = uses.map((used) => ({ path: `../${used}/tsconfig.lib.json` }));
  return {
    'package.json': json({
      name: `@acme/${name}`,
      version: '0.0.1',
      private: true,
      type: 'commonjs',
      main: './dist/index.js',
      types: './dist/index.d.ts',
      exports: {
        './package.json': './package.json',
        '.': {
          '@acme/source': './src/index.ts',
          types: './dist/index.d.ts',
          default: './dist/index.js',
        },
      },
      dependencies: {
        tslib: '^2.3.0',
        ...Object.fromEntries(uses.map((used) => [`@acme/${used}`, '0.0.1'])),
      },
    }),
    'tsconfig.json': json({
      extends: '../../tsconfig.base.json',
      files: [],
      include: [],
      references: [{ path: './tsconfig.lib.json' }, { path: './tsconfig.spec.json' }],
    }),
    'tsconfig.lib.json': json({
      extends: '../../tsconfig.base.json',
      compilerOptions: {
        rootDir: 'src',
        outDir: 'dist',
        tsBuildInfoFile: 'dist/tsconfig.lib.tsbuildinfo',
        emitDeclarationOnly: false,
        types: ['node'],
      },
      include: ['src/**/*.ts'],
      exclude: ['src/**/*.spec.ts'],
      references,
    }),
    'tsconfig.spec.json': json({
      extends: '../../tsconfig.base.json',
      compilerOptions: { outDir: './out-tsc/jest', types: ['jest', 'node'] },
      include: ['src/**/*.spec.ts', 'src/**/*.d.ts'],
      references: [{ path: './tsconfig.lib.json' }],
    }),
    'jest.config.cjs': `module.exports = {
  displayName: '@acme/${name}',
  preset: '../../jest.preset.js',
  testEnvironment: 'node',
  transform: {
    '^.+\\\\.[tj]s$': [
      '@swc/jest',
      { swcrc: false, jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } },
    ],
  },
  moduleFileExtensions: ['ts', 'js'],
};
`,
    'src/index.ts': source,
    'src/index.spec.ts': spec,
  };
}

/** Every library's files, by their paths in the workspace. */
export function libraryFiles(): Record<string, string> {
  const named = Object.entries(SOURCES).flatMap(([name, library]) =>
    Object.entries(files(name, library)).map(([path, content]) => [
      `packages/${name}/${path}`,
      content,
    ]),
  );
  return Object.fromEntries(named) as Record<string, string>;
}

/** What the libraries need at the workspace's root, besides what `create-nx-workspace` writes there. */
export const ROOT_FILES: Readonly<Record<string, string>> = {
  'jest.preset.js': `const nxPreset = require('@nx/jest/preset').default;

module.exports = { ...nxPreset };
`,
  'nx.json': json({
    $schema: './node_modules/nx/schemas/nx-schema.json',
    analytics: false,
    defaultBase: 'main',
    namedInputs: {
      default: ['{projectRoot}/**/*', 'sharedGlobals'],
      production: ['default', '!{projectRoot}/**/*.spec.ts', '!{projectRoot}/tsconfig.spec.json'],
      sharedGlobals: [],
    },
    plugins: [
      {
        plugin: '@nx/js/typescript',
        options: {
          typecheck: { targetName: 'typecheck' },
          build: { targetName: 'build', configName: 'tsconfig.lib.json' },
        },
      },
      { plugin: '@nx/jest/plugin', options: { targetName: 'test' } },
    ],
    targetDefaults: { test: { dependsOn: ['^build'] } },
  }),
  'tsconfig.json': json({
    extends: './tsconfig.base.json',
    compileOnSave: false,
    files: [],
    references: Object.keys(SOURCES).map((name) => ({ path: `./packages/${name}` })),
  }),
};
