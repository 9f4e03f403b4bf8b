import { selectsByTask } from './selects-by-task';

test.each<[string, string | undefined, boolean | undefined, boolean]>([
  // Nx, NX_LEGACY_AFFECTED, nx.json's affected.legacy, by task
  ['22.7.12', undefined, undefined, false],
  ['22.7.12', 'false', false, false],
  ['23.2.1', 'false', false, false],
  ['23.3.0', undefined, undefined, false],
  ['23.3.2', 'false', true, true],
  ['24.0.0-beta.1', undefined, undefined, true],
  ['24.0.6', undefined, undefined, true],
  ['24.0.6', undefined, false, true],
  ['24.0.6', undefined, true, false],
  ['24.0.6', 'true', false, false],
  ['24.0.6', 'false', true, true],
  ['24.0.6', 'yes', true, false],
  ['25.1.0', undefined, undefined, true],
])('Nx %s, environment %s, legacy %s: %s', (nxVersion, environment, legacy, byTask) => {
  expect(selectsByTask({ nxVersion, environment, legacy })).toBe(byTask);
});
