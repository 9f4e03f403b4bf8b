import type { DependenciesOption } from '../options/options';
import type { PackageManager } from './package-manager';
import { planDependencies, type DependenciesFacts } from './plan-dependencies';

const manager: PackageManager = {
  name: 'npm',
  lockfile: 'package-lock.json',
  install: ['ci'],
  update: ['install'],
  linksFromStore: false,
  ownStore: null,
};
const storing = { ...manager, name: 'pnpm' as const, linksFromStore: true };
const folders = ['node_modules', 'libs/a/node_modules'];
const source = { from: '/main/web', checkout: '/main', folders };
const unshared = ['.*'];
const copy = { kind: 'copy', ...source };
const link = { kind: 'link', ...source, unshared, update: null };
const update = { ...link, update: manager };
const install = { kind: 'install', manager };
const none = { kind: 'none' };

function facts(
  option: DependenciesOption,
  has: { lockfile: boolean; modules: boolean; agree: boolean },
): DependenciesFacts {
  return {
    option,
    manager: has.lockfile ? manager : null,
    source: { ...source, folders: has.modules ? folders : [] },
    unshared,
    lockfilesAgree: has.agree,
    lockfileTrouble: null,
  };
}

describe('planDependencies', () => {
  it.each([
    ['auto', true, true, true, link],
    ['auto', true, true, false, update],
    ['auto', true, false, true, install],
    ['auto', true, false, false, install],
    ['auto', false, true, false, link],
    ['auto', false, false, false, none],
    ['copy', true, true, false, copy],
    ['copy', false, true, false, copy],
    ['install', true, true, true, install],
    ['install', true, false, false, install],
    ['none', true, true, true, none],
    ['none', false, false, false, none],
  ] as const)(
    '%s, lockfile %s, node_modules %s, lockfiles agree %s',
    (option, lockfile, modules, agree, plan) => {
      expect(planDependencies(facts(option, { lockfile, modules, agree }))).toEqual(plan);
    },
  );

  it.each([true, false])('leaves it to who links from a store (lockfiles agree: %s)', (agree) => {
    const known = facts('auto', { lockfile: true, modules: true, agree });
    expect(planDependencies({ ...known, manager: storing })).toEqual({
      kind: 'install',
      manager: storing,
    });
  });

  it('refuses to install without a lockfile', () => {
    const without = facts('install', { lockfile: false, modules: true, agree: false });
    expect(() => planDependencies(without)).toThrow(
      expect.objectContaining({ kind: 'refusal', code: 'NO_LOCKFILE' }),
    );
  });

  it('refuses to install from a lockfile that is none, and shares what agrees with it', () => {
    const lockfileTrouble = 'package-lock.json does not parse: x';
    const damaged = { ...facts('auto', { lockfile: true, modules: true, agree: false }) };
    expect(() => planDependencies({ ...damaged, lockfileTrouble })).toThrow(
      expect.objectContaining({ kind: 'refusal', code: 'BAD_LOCKFILE' }),
    );
    expect(planDependencies({ ...damaged, lockfileTrouble, lockfilesAgree: true })).toEqual(link);
  });

  it('refuses to copy where there is nothing to copy', () => {
    const without = facts('copy', { lockfile: true, modules: false, agree: true });
    expect(() => planDependencies(without)).toThrow(
      expect.objectContaining({ kind: 'refusal', code: 'NOTHING_TO_COPY' }),
    );
  });
});
