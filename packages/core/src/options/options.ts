import * as v from 'valibot';
import { UNSHARED } from '../dependencies/unshared';
import { configError } from '../errors/storygate-error';

/** The plugin's name, as it stands in nx.json. */
export const PLUGIN_NAME = '@storygate/nx';

const branchName = v.pipe(
  v.string(),
  v.regex(
    /^(?!.*(\.\.|\/\/|@\{|\.lock$|\.lock\/))[A-Za-z0-9_][A-Za-z0-9_./@+-]*(?<![./])$/,
    'must be a branch name such as "main"',
  ),
);
const targetName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_][\w:.@-]*$/, 'must be a target name'));

/** Run without a shell, so what a shell would read is refused instead of being passed on as it is. */
const setupCommand = v.pipe(
  v.string(),
  v.regex(
    /^[\w./@:=,+-]+( [\w./@:=,+-]+)*$/,
    'must be a program and its arguments; put more into a script',
  ),
);

/** Git looks for these below the Nx workspace. */
const copyPattern = v.pipe(
  v.string(),
  v.regex(
    /^(?![/\\]|[A-Za-z]:)(?!(.*[/\\])?\.\.([/\\]|$))./,
    'must be a pattern for files inside the workspace, without ".."',
  ),
);

/** An object with these keys and no others; valibot alone would take an empty list for an object without keys. */
function section<Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(
    v.unknown(),
    v.check((value) => !Array.isArray(value), 'Invalid type: Expected Object but received Array'),
    v.strictObject(entries),
  );
}

/** What can weaken a gate without touching a test: Nx's and the hooks' settings, CI, runners' shared configuration. */
const GOVERNING = [
  'nx.json',
  '.nxignore',
  '.husky/**',
  '.github/**',
  '.gitlab-ci.yml',
  '.gitlab/**',
  '.circleci/**',
  'tools/trunk/**',
  'jest.config.*',
  'jest.preset.*',
  'vitest.config.*',
  'vitest.workspace.*',
  'eslint.config.*',
  '.eslintrc*',
] as const;

/** What test files are called, in the languages that Nx workspaces have. */
const TESTS = [
  '**/*.spec.*',
  '**/*.test.*',
  '**/*_test.*',
  '**/*Test.*',
  '**/test_*.*',
  '**/*.cy.*',
  '**/__tests__/**',
] as const;

const PUBLIC_KEY =
  /^(ed25519:[A-Za-z0-9+/=]+|(ssh|ecdsa|sk-ssh|sk-ecdsa)-[\w@.-]+ [A-Za-z0-9+/=]+( .*)?)$/;

/** Whether a text has the form of a public key that may attest. */
export function isPublicKey(text: string): boolean {
  return PUBLIC_KEY.test(text);
}

const publicKey = v.pipe(
  v.string(),
  v.regex(
    PUBLIC_KEY,
    'must be a public key: "ed25519:…" or an OpenSSH line such as "ssh-ed25519 AAAA…"',
  ),
);

/** How a story can become a commit on trunk. */
export const MERGE_STRATEGIES = ['squash', 'merge'] as const;

/** A week. */
const MOST_MINUTES = 10_080;
const minutes = v.pipe(v.number(), v.gtValue(0, 'must be more than 0'), v.maxValue(MOST_MINUTES));

const schema = section({
  trunk: v.optional(
    section({
      branch: v.optional(branchName, 'main'),
      remote: v.optional(
        v.nullable(
          v.pipe(v.string(), v.regex(/^[A-Za-z0-9_][\w.-]*$/, 'must be the name of a remote')),
        ),
        null,
      ),
      /** Whether git itself refuses, in this clone, to move trunk to what the ledger does not attest. */
      protect: v.optional(v.boolean(), true),
    }),
    {},
  ),
  stories: v.optional(
    section({
      directory: v.optional(v.pipe(v.string(), v.minLength(1)), '../{workspace}.stories'),
      branchPrefix: v.optional(
        v.pipe(
          v.string(),
          v.regex(
            /^[A-Za-z0-9_][A-Za-z0-9_-]*\/$/,
            'must be one name and a slash, such as "story/"',
          ),
        ),
        'story/',
      ),
      ports: v.optional(
        section({
          base: v.optional(
            v.pipe(v.number(), v.integer(), v.minValue(1024), v.maxValue(65000)),
            4200,
          ),
          size: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 20),
        }),
        {},
      ),
      dependencies: v.optional(v.picklist(['auto', 'copy', 'install', 'none']), 'auto'),
      /** What in `node_modules` each story gets a copy of its own of, where files are shared. */
      unshared: v.optional(v.array(v.pipe(v.string(), v.minLength(1))), [...UNSHARED]),
      copy: v.optional(v.array(copyPattern), ['.env*']),
      setup: v.optional(v.array(setupCommand), []),
      /** Minutes that each set-up command may take in a new story; in the gate workspace, gate.timeLimit counts. */
      setupTimeLimit: v.optional(minutes, 15),
    }),
    {},
  ),
  gate: v.optional(
    section({
      targetName: v.optional(targetName, 'gate'),
      targets: v.optional(v.array(targetName), ['lint', 'typecheck', 'test', 'build']),
      /** Files that govern gates, by git's glob patterns: a story that changes one needs the director's approval. */
      governing: v.optional(v.array(v.string()), [...GOVERNING]),
      /** Test files, by git's glob patterns: of those that a story adds or changes it is told when they were red and green. */
      tests: v.optional(v.array(v.string()), [...TESTS]),
      /** Minutes that one gate run may take; also the limit of each command that prepares the gate workspace. */
      timeLimit: v.optional(minutes, 60),
    }),
    {},
  ),
  merge: v.optional(
    section({
      strategy: v.optional(v.picklist(MERGE_STRATEGIES), 'squash'),
      verify: v.optional(v.picklist(['every-commit', 'batch-tip']), 'every-commit'),
      /** Public keys whose attestations count: `ed25519:<base64>` or an OpenSSH line. None: those this clone trusts. */
      keys: v.optional(v.array(publicKey), []),
    }),
    {},
  ),
  /** How much is kept of what gate runs printed; newest run and last failure stay whatever this says. */
  logs: v.optional(
    section({
      /** Megabytes of one story's runs. */
      maxSize: v.optional(v.pipe(v.number(), v.gtValue(0, 'must be more than 0')), 200),
      /** Days since a run ended. */
      maxAge: v.optional(v.pipe(v.number(), v.gtValue(0, 'must be more than 0')), 30),
    }),
    {},
  ),
});

/** The plugin's options with every default filled in; product.md lists them. */
export type Options = v.InferOutput<typeof schema>;
/** How a story's dependencies are provided. */
export type DependenciesOption = Options['stories']['dependencies'];
/** How a story becomes a commit on trunk. */
export type MergeStrategy = Options['merge']['strategy'];

/**
 * Parses the plugin's options from nx.json and fills in the defaults. Unknown keys and wrong types are config errors
 * that name the key's path.
 */
export function parseOptions(raw: unknown): Options {
  const parsed = v.safeParse(schema, raw ?? {});
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const path = ['options', v.getDotPath(issue)].filter((part) => part !== null).join('.');
  const unknown = issue.type === 'strict_object' && issue.expected === 'never';
  const problem = unknown
    ? 'is not an option'
    : issue.message.replace(/^Invalid type: /, 'has the wrong type: ');
  throw configError({
    code: 'BAD_OPTION',
    message: `nx.json: "${PLUGIN_NAME}" ${path} ${problem}`,
    hints: ['docs/configuration.md lists every option with its type and default.'],
    facts: { path, problem },
  });
}
