import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { updateJson, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import Ajv from 'ajv';
import { parse } from 'yaml';
import ci from './generator';

const WORKFLOW = '.github/workflows/storygate.yml';
const JOB = '.gitlab/storygate.yml';
const PIPELINE = '.gitlab-ci.yml';

/** What each package manager's workspace has, and what a job must run for it. */
const managers = {
  npm: { files: { 'package-lock.json': '{}' }, install: 'npm ci --no-audit --no-fund' },
  pnpm: { files: { 'pnpm-lock.yaml': '' }, install: 'pnpm install --frozen-lockfile' },
  'yarn 1': {
    files: { 'yarn.lock': '# yarn lockfile v1\n' },
    install: 'yarn install --frozen-lockfile',
  },
  yarn: {
    files: { 'yarn.lock': '__metadata:\n  version: 8\n' },
    install: 'yarn install --immutable',
  },
  bun: { files: { 'bun.lock': '{}' }, install: 'bun install --frozen-lockfile' },
} as const;

function workspace(files: Readonly<Record<string, string>>, options: object = {}): Tree {
  const tree = createTreeWithEmptyWorkspace();
  updateJson<{ plugins?: unknown }>(tree, 'nx.json', (nxJson) => ({
    ...nxJson,
    plugins: [{ plugin: '@storygate/nx', options }],
  }));
  for (const [path, text] of Object.entries(files)) tree.write(path, text);
  return tree;
}

function textOf(tree: Tree, path: string): string {
  return tree.read(path, 'utf-8') ?? '';
}

describe.each(Object.entries(managers))('in a workspace of %s', (_, { files, install }) => {
  it('writes a workflow that GitHub takes', async () => {
    const tree = workspace(files);
    await ci(tree, { provider: 'github', skipFormat: true });
    const text = textOf(tree, WORKFLOW);
    expect(await errorsOfWorkflow(text)).toEqual([]);
    expect(runsOf(text, 'gate')).toContain(install);
    expect(runsOf(text, 'store')).toContain(install);
  });

  it('writes a job that GitLab takes, and includes it', async () => {
    const tree = workspace(files);
    await ci(tree, { provider: 'gitlab', skipFormat: true });
    const job = textOf(tree, JOB);
    expect(errorsOfPipeline(job)).toEqual([]);
    expect((parse(job) as Pipeline).storygate.script).toContain(install);
    expect(errorsOfPipeline(textOf(tree, PIPELINE))).toEqual([]);
    expect(parse(textOf(tree, PIPELINE))).toEqual({ include: [{ local: JOB }] });
  });

  it.each(['github', 'gitlab'] as const)(
    'changes nothing the second time: %s',
    async (provider) => {
      const tree = workspace(files);
      await ci(tree, { provider, skipFormat: true });
      const written = [WORKFLOW, JOB, PIPELINE].map((path) => textOf(tree, path));
      await ci(tree, { provider, skipFormat: true });
      expect([WORKFLOW, JOB, PIPELINE].map((path) => textOf(tree, path))).toEqual(written);
    },
  );
});

describe('the GitHub workflow', () => {
  let text: string;
  let workflow: Workflow;
  beforeAll(async () => {
    const tree = workspace(
      { 'package-lock.json': '{}', '.nvmrc': 'lts/*\n' },
      {
        trunk: { branch: 'trunk+1' },
      },
    );
    await ci(tree, { provider: 'github', skipFormat: true });
    text = textOf(tree, WORKFLOW);
    workflow = parse(text) as Workflow;
  });

  it('pins every action to a commit, and says which release that is', () => {
    const uses = text.split('\n').filter((line) => line.includes('uses:'));
    expect(uses.length).toBeGreaterThanOrEqual(8);
    for (const line of uses) expect(line).toMatch(/uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('may read the repository and nothing else', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    for (const job of Object.values(workflow.jobs)) {
      expect(job.permissions).toBeUndefined();
      expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
      const checkout = job.steps.find(({ uses }) => uses?.startsWith('actions/checkout@'));
      expect(checkout?.with).toMatchObject({ 'persist-credentials': false });
    }
    expect(text).not.toContain('secrets.');
  });

  it('gates for pull requests and merge groups of trunk, whose name is no pattern', () => {
    const branches = ['trunk\\+1'];
    expect(workflow.on).toEqual({
      pull_request: { branches },
      merge_group: { branches },
      push: { branches },
    });
    expect(workflow.jobs['gate']?.if).toBe("github.event_name != 'push'");
  });

  it('restores a cache where no pull request can have written it, and saves only from trunk', () => {
    const steps = Object.entries(workflow.jobs).flatMap(([job, { steps }]) =>
      steps.map((step) => ({ job, ...step })),
    );
    const cache = (verb: string) =>
      steps.filter(({ uses }) => uses?.startsWith(`actions/cache${verb}`));
    expect(cache('@')).toEqual([]);
    expect(cache('/save').map(({ job }) => job)).toEqual(['store']);
    expect(workflow.jobs['store']?.if).toBe("github.event_name == 'push'");
    const [restore, lookup] = cache('/restore');
    expect(restore).toMatchObject({ job: 'gate', if: "github.event_name == 'merge_group'" });
    expect(lookup).toMatchObject({ job: 'store', with: { 'lookup-only': true } });
    const node = steps.filter(({ uses }) => uses?.startsWith('actions/setup-node@'));
    for (const step of node) expect(step.with).toMatchObject({ 'package-manager-cache': false });
  });

  it('judges with what trunk has, and puts no text of an event into a script', () => {
    const gate = workflow.jobs['gate']?.steps ?? [];
    const detach = gate.findIndex(({ run }) =>
      run?.includes('git checkout --quiet --detach "$base"'),
    );
    const install = gate.findIndex(({ run }) => run === managers.npm.install);
    expect(detach).toBeGreaterThan(0);
    expect(install).toBeGreaterThan(detach);
    for (const { run } of gate) expect(run ?? '').not.toContain('${{');
  });

  it('runs the Node that the workspace names', () => {
    const [step] = (workflow.jobs['gate']?.steps ?? []).filter(({ uses }) =>
      uses?.includes('setup-node'),
    );
    expect(step?.with).toMatchObject({ 'node-version-file': '.nvmrc' });
  });
});

describe('the GitLab job', () => {
  it('gates merged results only, of trunk, with all history and no cache', async () => {
    const tree = workspace({ 'package-lock.json': '{}', '.nvmrc': 'v22.11.0\n' });
    await ci(tree, { provider: 'gitlab', skipFormat: true });
    const { storygate } = parse(textOf(tree, JOB)) as Pipeline;
    expect(storygate).toMatchObject({
      stage: 'test',
      image: 'node:22.11.0',
      cache: [],
      variables: { GIT_DEPTH: '0', GIT_STRATEGY: 'clone' },
      artifacts: { when: 'always', paths: ['storygate-proof/'] },
    });
    expect(storygate.rules[0]?.if).toContain('$CI_MERGE_REQUEST_TARGET_BRANCH_NAME == "main"');
    expect(storygate.script[0]).toContain('exit 1');
  });

  const existing = `# Ours.
stages: [check, ship] # two

include: 'other.yml' # theirs

unit:
  stage: check
  script:
    - !reference [.setup, script]
    - echo "a very long line that a formatter would like to fold somewhere, but must not since it is not ours to fold"
`;

  it('leaves the rest of a pipeline as it is, and takes a stage that it has', async () => {
    const tree = workspace({ 'package-lock.json': '{}', [PIPELINE]: existing });
    await ci(tree, { provider: 'gitlab', skipFormat: true });
    const after = textOf(tree, PIPELINE);
    expect(after.split('\n').filter((line) => !existing.split('\n').includes(line))).toEqual([
      'include:',
      "  - 'other.yml' # theirs",
      `  - local: ${JOB}`,
    ]);
    expect((parse(textOf(tree, JOB)) as Pipeline).storygate.stage).toBe('ship');
  });

  it.each([
    [
      'no include',
      'unit:\n  script: [a]\n',
      'unit:\n  script: [a]\n\ninclude:\n  - local: .gitlab/storygate.yml\n',
    ],
    [
      'nothing but a comment',
      '# Ours.\n',
      '# Ours.\n\ninclude:\n  - local: .gitlab/storygate.yml\n',
    ],
    [
      'a list of includes in the middle',
      'a: {}\ninclude:\n  - local: b.yml # b\n  - c.yml\n# About d.\nd: {}\n',
      'a: {}\ninclude:\n  - local: b.yml # b\n  - c.yml\n  - local: .gitlab/storygate.yml\n# About d.\nd: {}\n',
    ],
    ['the include', `include: ['/${JOB}']\n`, `include: ['/${JOB}']\n`],
  ])('adds what is missing to a pipeline with %s', async (_, before, after) => {
    const tree = workspace({ 'package-lock.json': '{}', [PIPELINE]: before });
    await ci(tree, { provider: 'gitlab', skipFormat: true });
    expect(textOf(tree, PIPELINE)).toBe(after);
  });

  it.each(['a: [', '- a\n- b\n'])('refuses a pipeline that it cannot read: %j', async (broken) => {
    const tree = workspace({ 'package-lock.json': '{}', [PIPELINE]: broken });
    await expect(ci(tree, { provider: 'gitlab', skipFormat: true })).rejects.toThrow(
      /\[BAD_GITLAB_CI\]/,
    );
    expect(textOf(tree, PIPELINE)).toBe(broken);
    expect(tree.exists(JOB)).toBe(false);
  });
});

it('refuses a workspace without the plugin', async () => {
  const tree = createTreeWithEmptyWorkspace();
  await expect(ci(tree, { provider: 'github', skipFormat: true })).rejects.toThrow(
    /\[NOT_SET_UP\]/,
  );
  expect(tree.exists(WORKFLOW)).toBe(false);
});

interface Workflow {
  readonly on: unknown;
  readonly permissions: unknown;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly if?: string;
        readonly permissions?: unknown;
        readonly 'timeout-minutes': number;
        readonly steps: readonly {
          readonly uses?: string;
          readonly run?: string;
          readonly if?: string;
          readonly with?: Readonly<Record<string, unknown>>;
        }[];
      }
    >
  >;
}

interface Pipeline {
  readonly storygate: {
    readonly stage: string;
    readonly script: readonly string[];
    readonly rules: readonly { readonly if: string }[];
  };
}

function runsOf(text: string, job: string): string[] {
  return ((parse(text) as Workflow).jobs[job]?.steps ?? []).flatMap(({ run }) => run ?? []);
}

/** By the schema that GitHub publishes, and its own reader of it; expressions are checked too. */
async function errorsOfWorkflow(content: string): Promise<string[]> {
  const { NoOperationTraceWriter, parseWorkflow } = await import('@actions/workflow-parser');
  const file = { name: WORKFLOW, content };
  const { context } = parseWorkflow(file, new NoOperationTraceWriter());
  return context.errors.getErrors().map(({ message }) => message);
}

/** By the schema that GitLab publishes. */
function errorsOfPipeline(text: string): unknown[] {
  const folder = join(
    dirname(require.resolve('schemastore/package.json')),
    'schemas/json/gitlab.com',
  );
  const file = 'gitlab-org/gitlab/-/raw/master/app/assets/javascripts/editor/schema/ci.json';
  const schema = JSON.parse(readFileSync(join(folder, file), 'utf8')) as object;
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
  return validate(parse(text)) ? [] : (validate.errors ?? []);
}

it('would notice what a provider does not take', async () => {
  expect(await errorsOfWorkflow('on: pull_requests\njobs: {}\n')).not.toEqual([]);
  expect(errorsOfPipeline('storygate:\n  scripts: a\n')).not.toEqual([]);
});
