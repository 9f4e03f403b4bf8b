import { execFile } from 'node:child_process';
import type { GitCall, GitEnd } from './git-process';

/**
 * Runs git without a library, where someone waits: simple-git takes longer to load than all that git has to say to a
 * hook, and about as long for each command as a small one of git's.
 */
export function runDirectly({ args, cwd, env, input, stopping }: GitCall): Promise<GitEnd> {
  return new Promise((resolve, reject) => {
    const options = {
      cwd,
      env,
      encoding: 'buffer' as const,
      maxBuffer: Infinity,
      ...(stopping && { signal: stopping }),
    };
    const child = execFile('git', args, options, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : error.code;
      if (typeof exitCode === 'number') resolve({ exitCode, stdout, stderr: stderr.toString() });
      else reject(new Error(`git did not run in ${cwd}`, { cause: error }));
    });
    // One that ends before it has read everything says so by its exit code.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
