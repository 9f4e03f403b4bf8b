import type { NxJsonConfiguration } from '@nx/devkit';
import { temporaryFolder, writeFiles } from '@storygate/testing';
import { requireChecks } from './require-checks';
import { requireWholeProjects } from './require-whole-projects';
import { parseRequestedRun } from './requested-run';

const parse = (line: string) => parseRequestedRun(['node', 'nx', ...line.split(' ')]);

/** Asks whether `nx <line>` may run in a workspace that has this Nx installed. */
function ask(line: string, nx: string, nxJson: object = {}): void {
  const workspaceRoot = temporaryFolder('workspace');
  writeFiles(workspaceRoot, {
    'node_modules/nx/package.json': JSON.stringify({ name: 'nx', version: nx }),
  });
  requireWholeProjects('gate', parse(line), {
    workspaceRoot,
    nxJsonConfiguration: nxJson as NxJsonConfiguration,
  });
}

test('affected gates are refused where Nx selects by task, with what to add', () => {
  expect(() => ask('affected -t lint gate', '24.0.6')).toThrow(
    /Nx 24\.0\.6 selects each task .*\[AFFECTED_BY_TASK\]\nhint: add `"affected": { "legacy": true }` to nx\.json/,
  );
});

test.each<[string, string, object]>([
  ['affected -t gate', '24.0.6', { affected: { legacy: true } }],
  ['affected -t gate', '23.2.1', {}],
  ['affected -t test', '24.0.6', {}],
  ['run-many -t gate', '24.0.6', {}],
  ['run cart:gate', '24.0.6', {}],
])('nx %s runs on Nx %s with nx.json %j', (line, nx, nxJson) => {
  expect(() => ask(line, nx, nxJson)).not.toThrow();
});

test.each([
  'run-many -t gate --exclude-task-dependencies',
  'affected -t test gate --excludeTaskDependencies',
  'run cart:gate --exclude-task-dependencies',
  'gate cart --exclude-task-dependencies',
])('nx %s is refused: it would check nothing', (line) => {
  expect(() => requireChecks('gate', parse(line))).toThrow(/\[GATE_WITHOUT_CHECKS\]/);
});

test('other targets may run without what they depend on', () => {
  const run = parse('run-many -t test --exclude-task-dependencies');
  expect(() => requireChecks('gate', run)).not.toThrow();
});
