import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import {
  createProtectedRepository,
  type ProtectedRepository,
} from '../protected/protected-repository';
import { writeFiles } from '../repository/repository';
import { habitsProgram, type Habit } from './habits';

/** What the command line tells of an agent's run. */
export interface AgentDocument {
  readonly state: string;
  readonly reason: string;
  readonly number: number;
  readonly noticed: readonly { readonly what: string; readonly names: readonly string[] }[];
  readonly folder: string;
}

/** How a `storygate run` ended; without runs where it was killed. */
export interface Ended {
  readonly exitCode: number;
  readonly runs: readonly AgentDocument[];
}

/** A guarded repository with a story for each habit, and no Nx, so that no gate is green. */
export interface HabitsSite {
  readonly repository: ProtectedRepository;
  /** The commit that trunk stands at. */
  readonly trunk: string;
  worktreeOf(habit: Habit): string;
  /** Lets agents with these habits work at once, by the built command line, one round each. */
  run(habits: readonly Habit[], ...options: string[]): Promise<Ended>;
  /** What `status` tells of the agents in these habits' stories. */
  readAgents(habits: readonly Habit[]): Promise<AgentDocument[]>;
}

/** Makes the site with stories for these habits. */
export async function createHabitsSite(habits: readonly Habit[]): Promise<HabitsSite> {
  const repository = await createProtectedRepository('local', [], {
    '.husky/pre-commit': 'if [ -e refused.txt ]; then echo lint is red >&2; exit 1; fi\n',
    'cart.test.js': "require('node:assert').equal(1 + 1, 2);\n",
  });
  const { root, folder, git } = repository;
  const trunk = await git('rev-parse', 'main');
  const worktreeOf = ({ name }: Habit) => join(root, '..', 'acme.stories', name);
  for (const habit of habits) {
    const worktree = worktreeOf(habit);
    await git('worktree', 'add', '--quiet', '-b', `story/${habit.name}`, worktree);
    symlinkSync(join(root, 'node_modules'), join(worktree, 'node_modules'));
    const story = join(root, '.git/storygate/stories', habit.name);
    writeFiles(story, { 'brief.md': 'Make it better.\n' });
  }
  await repository.arm();
  return {
    ...{ repository, trunk, worktreeOf },
    run: async (some, ...options) => {
      const program = `${some[0]?.name ?? ''}.cjs`;
      writeFiles(folder, { [program]: habitsProgram(some) });
      const names = some.map(({ name }) => name);
      const { exitCode, stdout } = await repository.storygate(
        ...['run', ...names, '--rounds', '1', '--parallel', String(names.length), ...options],
        ...['--json', '--agent', 'command', '--', process.execPath, join(folder, program)],
      );
      return { exitCode, runs: stdout === '' ? [] : (JSON.parse(stdout) as Ended).runs };
    },
    readAgents: async (some) => {
      const { stdout } = await repository.storygate('status', '--json');
      const { stories } = JSON.parse(stdout) as { stories: { id: string; agent: AgentDocument }[] };
      return some.flatMap(({ name }) => stories.find(({ id }) => id === name)?.agent ?? []);
    },
  };
}

/** All that an agent printed in a run. */
export function logOf({ folder }: AgentDocument): string {
  return readFileSync(join(folder, 'agent.log'), 'utf8');
}
