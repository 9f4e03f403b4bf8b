// What protection costs in a story: a commit beside the same commit in a worktree without Storygate's hooks, and a push
// with evidence beside git's own push. No hook of the user's (husky's) runs in either but the one that asks Storygate.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  createProtectedRepository,
  isolatedEnvironment,
} from '../../packages/testing/dist/index.js';
import { alternate } from './alternate.mjs';

const require = createRequire(import.meta.url);
const env = isolatedEnvironment(process.env);

/** Prints a table; true when an aim is missed. */
export async function benchHooks() {
  const repository = await createProtectedRepository('remote');
  const rows = [await commits(repository), await pushes(repository)];
  console.table(
    Object.fromEntries(
      rows.map(({ what, without, protectedBy, aim }) => [
        what,
        {
          'without (ms)': round(without),
          'with (ms)': round(protectedBy),
          'more (ms)': round(protectedBy - without),
          'aim (ms)': `≤ ${aim}`,
        },
      ]),
    ),
  );
  return rows.some(({ without, protectedBy, aim }) => protectedBy - without > aim);
}

function round(milliseconds) {
  return Math.round(milliseconds * 10) / 10;
}

async function commits({ git, story, folder }) {
  const bare = join(folder, 'site', 'unprotected');
  await git('worktree', 'add', '--quiet', '-b', 'unprotected', bare, 'story/login');
  await git('-C', bare, 'config', '--worktree', '--unset', 'core.hooksPath');
  const commit = (cwd) => ({
    run: () => must(cwd, ['commit', '--quiet', '--allow-empty', '-m', 'Work']),
  });
  const [without, protectedBy] = alternate(60, commit(bare), commit(story));
  return { what: 'commit on a story', without, protectedBy, aim: 5 };
}

async function pushes({ git, root, story, remote }) {
  await recordEvidence(root, await git('-C', story, 'rev-parse', 'HEAD'));
  const prepare = () => must(remote, ['update-ref', '-d', 'refs/heads/story/login']);
  const push = (...flags) => ({
    prepare,
    run: () => must(story, ['push', '--quiet', ...flags, 'origin', 'story/login']),
  });
  await git('push', '--quiet', '--no-verify', 'origin', 'story/login');
  const [without, protectedBy] = alternate(20, push('--no-verify'), push());
  return { what: 'push of a story with evidence', without, protectedBy, aim: 150 };
}

/** As a green gate run of the story's commit would have left it. */
async function recordEvidence(root, commit) {
  const core = (module) => require(`../../packages/core/dist/${module}.js`);
  const repository = await core('repository/repository').requireRepository(root);
  const trunk = await core('repository/trunk').requireTrunk(repository);
  const { number, folder } = await core('gate/run-record').createRunFolder(
    repository.layout,
    'login',
  );
  const at = new Date().toISOString();
  await core('gate/run-record').writeRun({
    folder,
    run: {
      version: 1,
      number,
      story: 'login',
      kind: 'gate',
      subject: 'story',
      commit,
      tree: await core('git/commits').treeOf(repository.git, commit),
      base: await core('git/commits').mergeBase(repository.git, trunk.commit, commit),
      policy: trunk.policy.digest,
      startedAt: at,
      endedAt: at,
      result: 'passed',
      reason: null,
      affected: [],
      withoutChecks: [],
      missing: [],
      tasks: [],
      checks: [],
    },
  });
}

function must(cwd, args) {
  const { status, stderr } = spawnSync('git', args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args.join(' ')} ended with ${status}\n${stderr}`);
}
