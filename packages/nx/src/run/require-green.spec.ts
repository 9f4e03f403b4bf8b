import type { RecordedTask } from '@storygate/core/gate/recorded-task';
import { requireGreen } from './require-green';

const task = (target: string, result: 'passed' | 'failed'): RecordedTask => ({
  project: 'cart',
  target,
  result,
  cached: false,
  hash: null,
  startedAt: null,
  durationMs: null,
  output: '',
});
const run = (...targets: string[]) => ({
  command: 'affected',
  targets,
  withoutDependencies: false,
});

describe('requireGreen', () => {
  it('names what failed, and where the log is', () => {
    expect(() =>
      requireGreen('gate', run('gate'), [task('lint', 'passed'), task('test', 'failed')], 'login'),
    ).toThrow(
      'the gate is not green: cart:test failed [GATE_FAILED]\nhint: full log: npx storygate logs login',
    );
  });

  it('leaves a green gate alone', () => {
    expect(() =>
      requireGreen('gate', run('gate'), [task('test', 'passed')], 'login'),
    ).not.toThrow();
  });

  it('leaves a red run of something else to Nx', () => {
    expect(() => requireGreen('gate', run('test'), [task('test', 'failed')], null)).not.toThrow();
  });
});
