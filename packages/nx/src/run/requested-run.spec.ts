import { parseRequestedRun } from './requested-run';

const parse = (line: string) => parseRequestedRun(['node', 'nx', ...line.split(' ')]);

test.each<[string, string | null, string[]]>([
  ['affected -t gate', 'affected', ['gate']],
  ['affected --target gate', 'affected', ['gate']],
  ['affected --targets gate', 'affected', ['gate']],
  ['affected -t=gate', 'affected', ['gate']],
  ['affected --target=gate', 'affected', ['gate']],
  ['affected --targets=lint,gate', 'affected', ['lint', 'gate']],
  ['affected -t lint gate --parallel 2', 'affected', ['lint', 'gate']],
  ['affected -t lint,test gate', 'affected', ['lint', 'test', 'gate']],
  ['affected --targets lint, gate', 'affected', ['lint', 'gate']],
  ['affected -t lint -t gate', 'affected', ['lint', 'gate']],
  ['--verbose affected --base main -t gate', 'affected', ['gate']],
  ['affected -t lint -- -t gate', 'affected', ['lint']],
  ['affected --graph', 'affected', []],
  ['run-many -p affected -t gate', 'run-many', ['gate']],
  ['affected --exclude gate -t lint', 'affected', ['lint']],
  ['run cart:gate:ci', 'run', ['run', 'cart', 'gate', 'ci']],
  ['gate cart', 'gate', ['gate', 'cart']],
  ['--version', null, []],
])('nx %s', (line, command, targets) => {
  expect(parse(line)).toEqual({ command, targets, withoutDependencies: false });
});

test.each<[string, boolean]>([
  ['run-many -t gate --exclude-task-dependencies', true],
  ['run-many -t gate --excludeTaskDependencies', true],
  ['run-many -t gate --exclude-task-dependencies=true', true],
  ['run-many -t gate --exclude-task-dependencies=false', false],
  ['run-many -t gate -- --exclude-task-dependencies', false],
])('nx %s leaves dependencies out: %s', (line, left) => {
  expect(parse(line).withoutDependencies).toBe(left);
});
