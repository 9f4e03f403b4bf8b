import { createProjectGraphAsync } from '@nx/devkit';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import jsonParser from 'jsonc-eslint-parser';
import tseslint from 'typescript-eslint';

// `@nx/enforce-module-boundaries` reads the cached project graph and skips itself without one: make it
// first, so that a wrong import always fails. Under Nx (a task of it) the graph is there already.
if (process.env.NX_TASK_TARGET_PROJECT === undefined) {
  process.env.NX_DAEMON = 'false';
  process.env.NX_ISOLATE_PLUGINS = 'false';
  await createProjectGraphAsync({ exitOnError: true });
}

const SIMPLE_GIT = {
  name: 'simple-git',
  message: 'Only packages/core/src/git talks to git; import what it exports.',
};
const EXECA = {
  name: 'execa',
  message: 'Only packages/core/src/process and packages/testing/src/process start programs.',
};

/** ESLint's rule doesn't see `import()` or `require()`; these selectors do. */
const loads = ({ name, message }) => [
  { selector: `ImportExpression > Literal[value="${name}"]`, message },
  { selector: `CallExpression[callee.name="require"] > Literal[value="${name}"]`, message },
];

/** Who may import whom (docs/architecture.md); `also` is what a project's tests may use besides. */
const boundaries = (...also) => [
  'error',
  {
    enforceBuildableLibDependency: false,
    // Not an import: the plugin looks up where the program is that it runs.
    allow: ['storygate/package.json'],
    depConstraints: [
      ['core'],
      ['nx', 'core'],
      ['cli', 'core'],
      ['testing'],
      ['tools', 'core', 'nx', 'cli', 'testing'],
    ].map(([scope, ...allowed]) => ({
      sourceTag: `scope:${scope}`,
      onlyDependOnLibsWithTags: [scope, ...allowed, ...also].map((name) => `scope:${name}`),
    })),
  },
];

/** Each library stays in its folder: only the folder named may load it. */
const restrict = (...libraries) => ({
  'no-restricted-imports': ['error', { paths: libraries }],
  'no-restricted-syntax': ['error', ...libraries.flatMap(loads)],
});

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/coverage/**', '**/.nx/**', '.husky/_/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strict, ...tseslint.configs.stylistic, prettier],
    plugins: { '@nx': nx },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-empty-function': ['error', { allow: ['arrowFunctions'] }],
      // A generator returns a callback or nothing; that is how Nx types it.
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      // A module of the same package may load when it is needed; Node's `import()` takes longer than most of them do.
      '@typescript-eslint/no-require-imports': ['error', { allow: ['^\\.\\.?/'] }],
      eqeqeq: 'error',
      ...restrict(SIMPLE_GIT, EXECA),
      '@nx/enforce-module-boundaries': boundaries(),
    },
  },
  {
    files: ['**/*.spec.ts', '**/*.fixture.ts', '**/*.slow.ts', '**/*.e2e.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@nx/enforce-module-boundaries': boundaries('testing'),
    },
  },
  { files: ['packages/core/src/git/**/*.ts'], rules: restrict(EXECA) },
  {
    files: ['packages/core/src/process/**/*.ts', 'packages/testing/src/process/**/*.ts'],
    rules: restrict(SIMPLE_GIT),
  },
  {
    files: ['packages/nx/{package,generators,executors,migrations}.json'],
    languageOptions: { parser: jsonParser },
    plugins: { '@nx': nx },
    rules: { '@nx/nx-plugin-checks': 'error' },
  },
);
