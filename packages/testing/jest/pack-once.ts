/** Jest's global set-up of the end-to-end tests: packs this checkout once, for every test file of the run. */
// Not through execa: jest's set-up modules get no moduleNameMapper, which execa's imports need.
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { isolatedEnvironment } from '../src/process/environment';
import { temporaryFolder } from '../src/folders/temporary-folder';

const ROOT = resolve(__dirname, '..', '..', '..');

export default function packOnce(): void {
  const folder = temporaryFolder('packs');
  execFileSync(process.execPath, ['tools/pack/pack.mjs', folder], {
    cwd: ROOT,
    env: isolatedEnvironment(process.env),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  process.env['E2E_PACKS'] = folder;
}
