import { temporaryFolder, writeFiles } from '@storygate/testing';
import { isInstalled } from './is-installed';
import { findPackageManager } from './package-manager';

const json = (packages: object) => JSON.stringify({ lockfileVersion: 3, packages });
const npm = {
  'node_modules/dep': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/@acme/money': { resolved: 'packages/money', link: true },
};
const otherPlatform = { 'node_modules/fast-win32': { version: '1.0.0', optional: true } };
const raised = { 'node_modules/dep': { version: '1.1.0', integrity: 'sha512-b' } };

const locked = (resolutions: readonly string[]) =>
  ['__metadata:\n  version: 8', ...resolutions.map(lockedEntry)].join('\n\n');
const lockedEntry = (resolution: string) =>
  `"${resolution}":\n  version: 1.0.0\n  resolution: "${resolution}"\n  checksum: 10c0/a`;
const state = (locators: readonly string[]) =>
  ['__metadata:\n  nmMode: classic', ...locators.map((one) => `"${one}":\n  locations:`)].join(
    '\n\n',
  );
const PATCH = 'typescript@patch:typescript@npm%3A6.0.3#optional!builtin::version=6.0.3';

const root = ['acme@workspace:.', 'dep@npm:1.0.0'];
const onlyOnWindows = `${locked(root)}\n\n${lockedEntry('fast@npm:1.0.0')}\n  conditions: os=win32`;

describe.each([
  ['package-lock.json', '.package-lock.json', json({ '': {}, ...npm }), json(npm), true],
  ['package-lock.json', '.package-lock.json', json({ ...npm, ...otherPlatform }), json(npm), true],
  ['package-lock.json', '.package-lock.json', json({ ...npm, ...raised }), json(npm), false],
  ['package-lock.json', '.package-lock.json', json(npm), json({}), false],
  ['package-lock.json', '.package-lock.json', json({}), json(npm), false],
  ['package-lock.json', '.package-lock.json', json(npm), null, true],
  ['yarn.lock', '.yarn-state.yml', locked(root), state(root), true],
  ['yarn.lock', '.yarn-state.yml', onlyOnWindows, state(root), true],
  [
    'yarn.lock',
    '.yarn-state.yml',
    locked(root),
    state(['acme@workspace:.', 'dep@virtual:ab12#npm:1.0.0']),
    true,
  ],
  [
    'yarn.lock',
    '.yarn-state.yml',
    locked([...root, 'typescript@npm:6.0.3', PATCH]),
    state([...root, PATCH]),
    true,
  ],
  [
    'yarn.lock',
    '.yarn-state.yml',
    locked(['acme@workspace:.', 'dep@npm:1.1.0']),
    state(root),
    false,
  ],
  ['yarn.lock', '.yarn-state.yml', locked(root), state(['acme@workspace:.']), false],
  ['yarn.lock', '.yarn-state.yml', locked(root), null, true],
])('%s and %s (%#)', (name, record, lockfile, noted, installed) => {
  it(`are ${installed ? '' : 'not '}the same`, async () => {
    const folder = temporaryFolder('installed');
    writeFiles(folder, { [name]: lockfile });
    if (noted !== null) writeFiles(folder, { [`node_modules/${record}`]: noted });
    const manager = findPackageManager(folder);
    expect(manager && (await isInstalled(manager, folder, lockfile))).toBe(installed);
  });
});
