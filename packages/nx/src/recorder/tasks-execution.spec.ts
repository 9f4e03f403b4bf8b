import type { PostTasksExecutionContext } from '@nx/devkit';
import { temporaryFolder, writeFiles } from '@storygate/testing';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { postTasksExecution } from './post-tasks-execution';
import { preTasksExecution } from './pre-tasks-execution';

/** What Nx hands the hooks after a run of one green task, in a folder that is no repository. */
function ended(): PostTasksExecutionContext {
  const target = { project: 'cart', target: 'test' };
  return {
    id: '1',
    workspaceRoot: temporaryFolder('workspace'),
    nxJsonConfiguration: {},
    argv: ['node', 'nx', 'run-many', '-t', 'gate'],
    startTime: 1,
    endTime: 2,
    taskResults: {
      'cart:test': {
        task: {
          id: 'cart:test',
          target,
          overrides: {},
          outputs: [],
          parallelism: true,
          cache: true,
        },
        status: 'success',
        code: 0,
        terminalOutput: 'all green',
      },
    },
  };
}

afterEach(() => {
  delete process.env['STORYGATE_RUN'];
});

test("a gate run's tasks go to its folder", async () => {
  const folder = temporaryFolder('run');
  process.env['STORYGATE_RUN'] = folder;
  await postTasksExecution({}, ended());
  expect(readdirSync(folder).sort()).toEqual(['cart.test.log', 'tasks.json']);
  expect(readFileSync(join(folder, 'cart.test.log'), 'utf8')).toBe('all green');
});

test('of a gate run without a range no plan is made', async () => {
  const folder = temporaryFolder('run');
  process.env['STORYGATE_RUN'] = folder;
  await preTasksExecution({}, ended());
  await postTasksExecution({}, ended());
  expect(readdirSync(folder)).not.toContain('plan.json');
});

test('a gate run that cannot be recorded fails', async () => {
  const folder = temporaryFolder('run');
  writeFiles(folder, { file: '' });
  process.env['STORYGATE_RUN'] = join(folder, 'file', 'run');
  await expect(postTasksExecution({}, ended())).rejects.toThrow(/ENOTDIR/);
});

test("a user's run outside of stories is left alone", async () => {
  const context = ended();
  await expect(preTasksExecution({}, context)).resolves.toBeUndefined();
  await expect(postTasksExecution({}, context)).resolves.toBeUndefined();
  expect(readdirSync(context.workspaceRoot)).toEqual([]);
});

test('a run that would leave checks out is refused before its tasks', async () => {
  const context = ended();
  const argv = [...context.argv, '--exclude-task-dependencies'];
  await expect(preTasksExecution({}, { ...context, argv })).rejects.toThrow(/GATE_WITHOUT_CHECKS/);
});

test('the gate to guard is the one the options name', async () => {
  const context = ended();
  const argv = ['node', 'nx', 'verify', 'cart', '--exclude-task-dependencies'];
  const options = { gate: { targetName: 'verify' } };
  await expect(preTasksExecution(options, { ...context, argv })).rejects.toThrow(/"verify"/);
});
