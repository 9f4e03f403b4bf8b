import { readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { livingOf } from '../process/living';
import { must } from '../process/run';
import { pidsIn } from '../process/stubborn-program';
import {
  createProtectedRepository,
  type ProtectedRepository,
} from '../protected/protected-repository';
import { writeFiles } from '../repository/repository';
import { AT_WORK, HABITS, habitsProgram, HANGS, KILLERS, type Habit } from './habits';

/** Agents with bad habits at work all at once, by the built command line, beside one that has none. */
interface AgentDocument {
  readonly state: string;
  readonly reason: string;
  readonly number: number;
  readonly noticed: readonly { readonly what: string; readonly names: readonly string[] }[];
  readonly folder: string;
}

const nameOf = ({ name }: Habit) => name;
const all = [...HABITS, HANGS, ...KILLERS];
const ended = new Map<string, AgentDocument>();
let repository: ProtectedRepository;
let trunk: string;

/** Puts a commit onto trunk that the ledger attests. */
async function land(files: Readonly<Record<string, string>>): Promise<void> {
  const { root, git } = repository;
  await git('checkout', '--quiet', '--detach');
  writeFiles(root, files);
  await git('add', '--all');
  await git('commit', '--quiet', '-m', 'Land what agents work on');
  const commit = await git('rev-parse', 'HEAD');
  await repository.recordLanded(commit);
  await git('update-ref', 'refs/heads/main', commit);
  await git('checkout', '--quiet', 'main');
}

async function startStories(names: readonly string[]): Promise<void> {
  const { root, git } = repository;
  for (const name of names) {
    const worktree = join(root, '..', 'acme.stories', name);
    await git('worktree', 'add', '--quiet', '-b', `story/${name}`, worktree);
    symlinkSync(join(root, 'node_modules'), join(worktree, 'node_modules'));
    writeFiles(join(root, '.git/storygate/stories', name), { 'brief.md': 'Make it better.\n' });
  }
  await repository.arm();
}

/** Puts a program to work in stories, one round each; the runs, as far as there are any. */
async function runProgram(
  names: readonly string[],
  program: string,
  ...options: string[]
): Promise<{ readonly exitCode: number; readonly runs: readonly AgentDocument[] }> {
  const agent = join(repository.folder, `${names[0] ?? ''}.cjs`);
  writeFiles(repository.folder, { [`${names[0] ?? ''}.cjs`]: program });
  const { exitCode, stdout } = await repository.storygate(
    ...['run', ...names, '--rounds', '1', '--parallel', String(names.length), ...options],
    ...['--json', '--agent', 'command', '--', process.execPath, agent],
  );
  return { exitCode, runs: stdout === '' ? [] : (JSON.parse(stdout) as { runs: [] }).runs };
}

const logOf = ({ folder }: AgentDocument) => readFileSync(join(folder, 'agent.log'), 'utf8');

async function readAgents(names: readonly string[]): Promise<AgentDocument[]> {
  const { stdout } = await repository.storygate('status', '--json');
  const { stories } = JSON.parse(stdout) as { stories: { id: string; agent: AgentDocument }[] };
  return names.map((name) => stories.find(({ id }) => id === name)!.agent);
}

beforeAll(async () => {
  repository = await createProtectedRepository('local');
  await land({
    '.husky/pre-commit': 'if [ -e refused.txt ]; then echo lint is red >&2; exit 1; fi\n',
    'cart.test.js': "require('node:assert').equal(1 + 1, 2);\n",
  });
  trunk = await repository.git('rev-parse', 'main');
  await startStories(all.map(nameOf));
  const names = HABITS.map(nameOf);
  const [first, hanging] = await Promise.all([
    runProgram(names, habitsProgram(HABITS)),
    runProgram([HANGS.name], habitsProgram([HANGS]), '--time-limit', '0.03'),
  ]);
  for (const [at, one] of [...first.runs, ...hanging.runs].entries())
    ended.set([...names, HANGS.name][at] ?? '', one);
}, 60_000);

describe.each([...HABITS, HANGS])('an agent that $name', ({ name, state, reason, noticed }) => {
  it('comes to the right end, with its log and what was noticed', () => {
    const found = ended.get(name)!;
    expect(found).toMatchObject({ state, reason: expect.stringContaining(reason) as unknown });
    expect(statSync(join(found.folder, 'agent.log')).size).toBeLessThan(21_000_000);
    for (const [what, parts] of Object.entries(noticed ?? {})) {
      const names = found.noticed.find((one) => one.what === what)?.names.join('\n') ?? '';
      expect(parts.filter((part) => !names.includes(part))).toEqual([]);
    }
  });
});

it('leaves nothing running', () => {
  const pids = ['leaves-processes', HANGS.name].map((name) => pidsIn(logOf(ended.get(name)!)));
  expect(pids.map((some) => some.length)).toEqual([2, 2]);
  expect(livingOf(pids.flat())).toEqual([]);
});

it('notices nothing of one without bad habits but what may be anybody’s', () => {
  const kinds = ended.get('has-none')!.noticed.map(({ what }) => what);
  expect(kinds.filter((what) => what !== 'main-checkout')).toEqual([]);
});

it('keeps the work of each as it left it, and trunk as it was', async () => {
  expect(await repository.git('show', 'story/has-none:README.md')).toContain('better');
  expect(await repository.git('log', '-1', '--format=%s', 'story/skips-hooks')).toBe(
    'Skip the hooks',
  );
  expect(await repository.git('rev-parse', 'main')).toBe(trunk);
  expect(await must('git', ['symbolic-ref', 'HEAD'], { cwd: repository.root })).toBe(
    'refs/heads/main',
  );
  expect((await repository.storygate('audit')).exitCode).toBe(0);
});

it('loses nothing of three agents when one kills whoever looks after them, and lets them work again', async () => {
  const names = KILLERS.map(nameOf);
  expect(await runProgram(names, habitsProgram(KILLERS))).toEqual({ exitCode: 137, runs: [] });
  const left = await readAgents(names);
  for (const [at, { state, reason }] of KILLERS.entries())
    expect(left[at]).toMatchObject({ state, reason: expect.stringContaining(reason) as unknown });
  expect(left.map(logOf)).toEqual(['', '', '']);
  const pids = pidsIn(readFileSync(join(repository.root, '.git', AT_WORK), 'utf8'));
  expect(pids).toHaveLength(3);
  expect(livingOf(pids)).toEqual([]);
  const better = KILLERS.map((habit) => ({ ...habit, script: 'change();' }));
  const { runs } = await runProgram(names, habitsProgram(better));
  expect(runs.map(({ number, state }) => [number, state])).toEqual(
    names.map(() => [2, 'out-of-rounds']),
  );
  for (const name of names)
    expect(await repository.git('show', `story/${name}:README.md`)).toContain('better');
});
