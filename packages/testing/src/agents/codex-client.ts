import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { utimesSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { isolatedEnvironment } from '../process/environment';

const VERSION = '0.169.0';

/** An installed Codex: the folder for PATH. */
export interface CodexClient {
  readonly bin: string;
}

/**
 * The real Codex from npm, 300 MB and so in no package.json: installed once into the folder of templates, at once, since
 * jest wants to know which tests there are; null with a visible notice where it can't be had.
 */
export function findCodex(): CodexClient | null {
  const store = join(realpathSync(tmpdir()), `storygate-templates-${userInfo().uid}`);
  const folder = join(store, `codex-${VERSION}`);
  const why = existsSync(folder) ? null : install(store, folder);
  if (why !== null) {
    process.stderr.write(`NOTICE: tests with the real Codex ${VERSION} are skipped: ${why}\n`);
    return null;
  }
  utimesSync(folder, new Date(), new Date());
  return { bin: join(folder, 'node_modules', '.bin') };
}

/** Made elsewhere and renamed, so that the folder is whole; why that failed, or null. */
function install(store: string, folder: string): string | null {
  mkdirSync(store, { recursive: true });
  const making = mkdtempSync(`${folder}.making-`);
  try {
    writeFileSync(join(making, 'package.json'), '{ "private": true }\n');
    const args = ['install', '--no-audit', '--no-fund', `@openai/codex@${VERSION}`];
    const env = isolatedEnvironment(process.env);
    const options = { cwd: making, env, encoding: 'utf8', timeout: 300_000 } as const;
    const { status, error, stderr } = spawnSync('npm', args, options);
    if (status !== 0) return `npm can't install it: ${error?.message ?? stderr.trim()}`;
    const codex = join(making, 'node_modules', '.bin', 'codex');
    const shown = spawnSync(codex, ['--version'], { encoding: 'utf8', timeout: 60_000 });
    if (shown.status !== 0) return `it does not start: ${shown.stderr.trim()}`;
    if (!existsSync(folder)) renameSync(making, folder);
    return null;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}
