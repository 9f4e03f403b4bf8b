// The four packages' own specs answer soon; `slow` is thorough on real git; `e2e` drives packed tarballs in real Nx workspaces.
const { join } = require('node:path');

/** execa is an ES module, as is what measures text, and so is everything they import; jest runs CommonJS, so these are transformed too. */
const esModules = [
  '@actions/expressions',
  '@actions/workflow-parser',
  'ansi-escapes',
  'ansi-regex',
  'ansi-styles',
  'cli-truncate',
  'environment',
  'execa',
  '@sec-ant/readable-stream',
  '@sindresorhus/merge-streams',
  'figures',
  'get-east-asian-width',
  'get-stream',
  'human-signals',
  'is-fullwidth-code-point',
  'is-plain-obj',
  'is-stream',
  'is-unicode-supported',
  'npm-run-path',
  'parse-ms',
  'path-key',
  'pretty-ms',
  'signal-exit',
  'slice-ansi',
  'string-width',
  'strip-ansi',
  'strip-final-newline',
  'unbash',
  'unicorn-magic',
  'yoctocolors',
];

const swc = {
  swcrc: false,
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022', keepClassNames: true },
  module: { type: 'commonjs', ignoreDynamic: false },
};

const packages = join(__dirname, 'packages');

/** What every project shares; a project's sources stand in for its built package, so that specs need no build. */
const shared = {
  rootDir: __dirname,
  testEnvironment: 'node',
  // signal-exit (which execa brings) keeps an emitter on `process`; jest's clean-up of globals recurses on it.
  testEnvironmentOptions: { globalsCleanup: 'off' },
  moduleFileExtensions: ['ts', 'js', 'cjs', 'mjs', 'json', 'node'],
  transform: { '\\.(ts|js|mjs)$': ['@swc/jest', swc] },
  transformIgnorePatterns: [`/node_modules/(?!.*/node_modules/)(?!(${esModules.join('|')})/)`],
  moduleNameMapper: {
    '^@storygate/(nx|testing)$': join(packages, '$1/src/index.ts'),
    '^@storygate/core/(.+)$': join(packages, 'core/src/$1.ts'),
    // The exports of these name no condition that jest's `require` meets.
    '^@actions/(workflow-parser|expressions)$': join(
      __dirname,
      'node_modules/@actions/$1/dist/index.js',
    ),
    '^@actions/expressions/(.*)$': join(__dirname, 'node_modules/@actions/expressions/dist/$1.js'),
    '^unicorn-magic$': join(__dirname, 'node_modules/unicorn-magic/node.js'),
  },
  modulePathIgnorePatterns: ['/dist/'],
  setupFiles: [join(packages, 'testing/jest/isolate-environment.ts')],
  setupFilesAfterEnv: [join(packages, 'testing/jest/dispose-folders.ts')],
};

/** What continuous integration has no time for; `STORYGATE_THOROUGH=1` lets these run too. */
const THOROUGH = [
  'affected.e2e',
  'agent-rules.e2e',
  'agents.e2e',
  'agents/killers.spec',
  'agents/run-agents.spec',
  'agents/supervise-story.spec',
  'archive/restore-story.spec',
  'cli/src/attention.spec',
  'checked-out-trunk.e2e',
  'commands/open.spec',
  'commands/run.spec',
  'commands/setup-approval.spec',
  'commit-gate.e2e',
  'environment.e2e',
  'disk-trouble.slow',
  'doctor/shared-changes.spec',
  'interleaving.slow',
  'interruption.e2e',
  'landing/move-trunk.spec',
  'own-store.slow',
  'package-managers.e2e',
  'package-managers.slow',
  'protected/hook-input.spec',
  'queue-model.e2e',
  'race.slow',
  'remove.e2e',
  'remote-trunk.e2e',
];
const testPathIgnorePatterns = [
  '/node_modules/',
  ...(process.env.STORYGATE_THOROUGH ? [] : THOROUGH.map((name) => `/${name}\\.ts$`)),
];

const fast = (name) => ({
  ...shared,
  displayName: name,
  roots: [join(packages, name, 'src')],
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns,
});

module.exports = {
  testTimeout: 30_000,
  projects: [
    fast('core'),
    fast('cli'),
    fast('nx'),
    fast('testing'),
    { ...fast('core'), displayName: 'tools', roots: [join(__dirname, 'tools/queue-sim/src')] },
    // Thorough ones on real git, too slow to wait for between two edits.
    {
      ...fast('testing'),
      displayName: 'slow',
      testMatch: ['**/*.slow.ts'],
      testPathIgnorePatterns,
    },
    {
      ...shared,
      displayName: 'e2e',
      roots: [join(packages, 'testing/e2e')],
      testMatch: ['**/*.e2e.ts'],
      testPathIgnorePatterns,
      globalSetup: join(packages, 'testing/jest/pack-once.ts'),
      globalTeardown: join(packages, 'testing/jest/remove-packs.ts'),
      setupFilesAfterEnv: [
        ...shared.setupFilesAfterEnv,
        join(packages, 'testing/jest/e2e-timeout.ts'),
      ],
    },
  ],
};
