import { getPackageManagerCommand, detectPackageManager, logger } from '@nx/devkit';
import { execSync } from 'node:child_process';

/** Runs husky once, so that hooks are armed even where nothing was to be installed; not in CI or with HUSKY=0. */
export function armHooks(root: string): void {
  if (process.env['CI'] || process.env['HUSKY'] === '0') return;
  const { exec } = getPackageManagerCommand(detectPackageManager(root), root);
  try {
    execSync(`${exec} husky`, { cwd: root, stdio: 'inherit', windowsHide: true });
  } catch {
    // husky has said why. The next install runs it again.
    logger.warn('The git hooks are not armed; run `husky` once it works.');
  }
}
