// npm runs this after an install. It builds the packages, because nx.json names our own plugin and Nx
// can't answer before the plugin exists, and arms husky, except under CI and HUSKY=0.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);

const built = spawnSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-b'], {
  cwd: root,
  stdio: 'inherit',
});
if (built.status !== 0) process.exit(built.status ?? 1);

if (!process.env.CI && process.env.HUSKY !== '0' && existsSync(join(root, '.git'))) {
  const { default: husky } = await import('husky');
  const problem = husky();
  if (problem) console.warn(`husky: ${problem}`);
}
