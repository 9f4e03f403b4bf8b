// What protection costs in a story: a commit beside the same commit without Storygate's hooks, and a push with evidence
// beside git's own push. No hook of the user's runs but the one that asks Storygate about a push.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  createProtectedRepository,
  createRepository,
  isolatedEnvironment,
} from '../../packages/testing/dist/index.js';
import { alternate } from './alternate.mjs';

const require = createRequire(import.meta.url);
const core = (module) => require(`../../packages/core/dist/${module}.js`);
const HUSKY = fileURLToPath(new URL('../../node_modules/.bin/husky', import.meta.url));

const env = isolatedEnvironment(process.env);
// Where this is set, Node 20 parses those certificates at every start: 60 ms for a system's usual file.
delete env.NODE_EXTRA_CA_CERTS;

/** Prints a table; true when an aim is missed. */
export async function benchHooks() {
  const repository = await createProtectedRepository('remote');
  // The push comes first: its story has one commit then.
  const push = await pushes(repository);
  const rows = [await commits(), await commitsBesideHusky(repository), push];
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

/** In a workspace without husky, where no hook but Storygate's is there to start. */
async function commits() {
  const { git, root, folder } = await createRepository({
    'nx.json': '{ "plugins": ["@storygate/nx"] }\n',
  });
  const [story, bare] = [join(folder, 'story'), join(folder, 'bare')];
  await git('worktree', 'add', '--quiet', '-b', 'story/login', story);
  const repository = await core('repository/repository').requireRepository(root);
  await core('hooks/arm-worktree').armWorktrees(repository);
  await git('worktree', 'add', '--quiet', '-b', 'unprotected', bare);
  await git('-C', bare, 'config', '--worktree', '--unset', 'core.hooksPath');
  const [without, protectedBy] = alternate(60, commit(bare), commit(story));
  return { what: 'commit on a story', without, protectedBy, aim: 5 };
}

/** In a workspace with husky: it has a hook of every name, and Storygate's take their places. */
async function commitsBesideHusky({ git, story, folder }) {
  const husky = join(folder, 'site', 'husky');
  await git('worktree', 'add', '--quiet', '-b', 'with-husky', husky, 'story/login');
  must(husky, HUSKY, []);
  await git('-C', husky, 'config', '--worktree', '--unset', 'core.hooksPath');
  const [without, protectedBy] = alternate(30, commit(husky), commit(story));
  return { what: "commit on a story, beside husky's own hooks", without, protectedBy, aim: 5 };
}

function commit(cwd) {
  return { run: () => must(cwd, 'git', ['commit', '--quiet', '--allow-empty', '-m', 'Work']) };
}

async function pushes({ git, root, story, remote }) {
  await recordEvidence(root, await git('-C', story, 'rev-parse', 'HEAD'));
  const prepare = () => must(remote, 'git', ['update-ref', '-d', 'refs/heads/story/login']);
  const push = (...flags) => ({
    prepare,
    run: () => must(story, 'git', ['push', '--quiet', ...flags, 'origin', 'story/login']),
  });
  await git('push', '--quiet', '--no-verify', 'origin', 'story/login');
  const [without, protectedBy] = alternate(30, push('--no-verify'), push());
  return { what: 'push of a story with evidence', without, protectedBy, aim: 150 };
}

/** As a green gate run of the story's commit would have left it. */
async function recordEvidence(root, commit) {
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

function must(cwd, program, args) {
  const { status, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}\n${stderr}`);
}
