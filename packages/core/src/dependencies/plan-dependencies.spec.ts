import type { DependenciesOption } from '../options/options';
import { planDependencies, type DependenciesFacts } from './plan-dependencies';

const manager = {
  name: 'npm',
  lockfile: 'package-lock.json',
  install: ['ci'],
  ownStore: null,
} as const;
const folders = ['node_modules', 'libs/a/node_modules'];
const copy = { kind: 'copy', from: '/main', folders };
const install = { kind: 'install', manager };

function facts(
  option: DependenciesOption,
  has: { lockfile: boolean; modules: boolean; agree: boolean },
): DependenciesFacts {
  return {
    option,
    manager: has.lockfile ? manager : null,
    source: '/main',
    sourceFolders: has.modules ? folders : [],
    lockfilesAgree: has.agree,
  };
}

describe('planDependencies', () => {
  it.each([
    ['auto', true, true, true, copy],
    ['auto', true, true, false, install],
    ['auto', true, false, true, install],
    ['auto', true, false, false, install],
    ['auto', false, true, false, copy],
    ['auto', false, false, false, { kind: 'none' }],
    ['copy', true, true, false, copy],
    ['copy', false, true, false, copy],
    ['install', true, true, true, install],
    ['install', true, false, false, install],
    ['none', true, true, true, { kind: 'none' }],
    ['none', false, false, false, { kind: 'none' }],
  ] as const)(
    '%s, lockfile %s, node_modules %s, lockfiles agree %s',
    (option, lockfile, modules, agree, plan) => {
      expect(planDependencies(facts(option, { lockfile, modules, agree }))).toEqual(plan);
    },
  );

  it('refuses to install without a lockfile', () => {
    const without = facts('install', { lockfile: false, modules: true, agree: false });
    expect(() => planDependencies(without)).toThrow(
      expect.objectContaining({ kind: 'refusal', code: 'NO_LOCKFILE' }),
    );
  });

  it('refuses to copy where there is nothing to copy', () => {
    const without = facts('copy', { lockfile: true, modules: false, agree: true });
    expect(() => planDependencies(without)).toThrow(
      expect.objectContaining({ kind: 'refusal', code: 'NOTHING_TO_COPY' }),
    );
  });
});
