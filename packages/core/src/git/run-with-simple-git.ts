import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import { simpleGit } from 'simple-git';
import type { GitCall, GitEnd } from './git-process';

/** More would only wait for each other, and each listens to the same signal. */
const MOST_AT_ONCE = Math.min(16, Math.max(4, 2 * availableParallelism()));

const inTurn = pLimit(MOST_AT_ONCE);

/** Runs git by simple-git, as soon as few enough others run. */
export function runWithSimpleGit(call: GitCall): Promise<GitEnd> {
  return inTurn(runNow, call);
}

async function runNow(call: GitCall): Promise<GitEnd> {
  const { args, cwd, env, input, stopping } = call;
  let exitCode = 0;
  let stderr = '';
  const chunks: Buffer[] = [];
  let closed: Promise<unknown> = Promise.resolve();
  const git = simpleGit({
    baseDir: cwd,
    allowEnvironment: Object.keys(env),
    unsafe: {
      allowUnsafeConfigPaths: true,
      allowUnsafeSshCommand: true,
      allowUnsafeAskPass: true,
      allowUnsafeHooksPath: true,
      allowUnsafeEditor: true,
    },
    ...(stopping === null ? {} : { abort: stopping }),
    // simple-git leaves standard input open for an empty text, and git would wait for its end; an empty buffer ends it.
    ...(input === undefined ? {} : { input: () => Buffer.from(input) }),
    // The caller judges the exit code: simple-git's own rule takes a failure that says nothing for success.
    errors: (_, result) => {
      exitCode = result.exitCode;
      stderr = Buffer.concat(result.stdErr).toString();
      return undefined;
    },
  })
    .env({ ...env })
    .outputHandler((_, stdout) => {
      stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
      closed = new Promise((resolve) => stdout.once('close', () => resolve('closed')));
      endOnClose(stdout);
    });
  await git.raw([...args]);
  await Promise.race([closed, delay(LONGEST_WAIT, 'gave up', { ref: false })]);
  return { exitCode, stdout: Buffer.concat(chunks), stderr };
}

/**
 * How long output may come after git's exit, in milliseconds. Node can tell of the exit first, and simple-git then takes what
 * came within 50 ms for everything: too little on a busy machine. The end of the output tells; but what a hook left
 * running may hold that open.
 */
const LONGEST_WAIT = 5000;

/**
 * simple-git waits 50 ms more after a command that printed nothing, for output that some systems deliver after `close`.
 * Node delivers none then; an empty chunk, once simple-git listens, spares the wait.
 */
function endOnClose(stdout: NodeJS.ReadableStream): void {
  setImmediate(() => stdout.emit('data', Buffer.alloc(0)));
}
