import { homedir } from 'node:os';
import { join } from 'node:path';
import { findLockFiles } from '../landing/advance-trunk';
import { findLeftDetached } from '../landing/trunk-checkouts';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { findAbandonedLocks } from '../state/lock';
import { readTextOrNull } from '../state/read-text';
import type { Problem } from './problem';

const FIX = 'npx storygate doctor --fix';

/** What can be wrong with the repository as a whole and with the machine. */
export async function findRepositoryProblems(
  repository: Repository,
  trunk: Trunk,
): Promise<Problem[]> {
  return [
    ...notSetUp(trunk),
    ...huskyDisabled(),
    ...(await symbolicTrunk(repository, trunk)),
    ...(await abandonedLocks(repository)),
    ...gitLockFiles(repository, trunk),
    ...(await leftDetached(repository)),
  ];
}

function notSetUp(trunk: Trunk): Problem[] {
  if (trunk.policy.registered) return [];
  const message = `nx.json on ${trunk.name} does not name "@storygate/nx", so nothing there is gated or protected`;
  return [{ code: 'NOT_SET_UP', message, fix: 'npx nx g @storygate/nx:init' }];
}

/** Husky reads this file before each hook; a line there can switch every hook off. */
function huskyDisabled(): Problem[] {
  const config = process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
  const file = join(config, 'husky', 'init.sh');
  const text = readTextOrNull(file);
  if (text === null || !/^\s*(export\s+)?HUSKY=["']?0/m.test(text)) return [];
  const message = `${file} sets HUSKY=0, which switches pre-commit and pre-push off everywhere`;
  return [{ code: 'HUSKY_DISABLED', message, fix: `sed -i '/HUSKY=/d' ${file}` }];
}

async function symbolicTrunk(repository: Repository, trunk: Trunk): Promise<Problem[]> {
  const ref = `refs/heads/${trunk.branch}`;
  const { exitCode, stdout } = await repository.git.answer(
    ['symbolic-ref', '--quiet', ref],
    [0, 1, 128],
  );
  if (exitCode !== 0) return [];
  const message = `${trunk.branch} is only another name for ${stdout.trim()}, which anything may move`;
  const fix = `git update-ref --no-deref ${ref} $(git rev-parse ${ref})`;
  return [{ code: 'SYMBOLIC_TRUNK', message, fix }];
}

async function abandonedLocks(repository: Repository): Promise<Problem[]> {
  return (await findAbandonedLocks(repository.git)).map((name) => ({
    code: 'ABANDONED_LOCK',
    message: `the lock "${name}" belongs to a process that has ended; the next command takes it over`,
    fix: FIX,
  }));
}

/** Git removes these itself, unless it was killed. */
function gitLockFiles(repository: Repository, trunk: Trunk): Problem[] {
  return findLockFiles(repository, trunk).map((file) => ({
    code: 'GIT_LOCK_FILE',
    message: `${file} keeps git from changing that ref; a git that was killed left it, unless one is at work`,
    fix: FIX,
  }));
}

async function leftDetached(repository: Repository): Promise<Problem[]> {
  return (await findLeftDetached(repository.git)).map(({ path }) => ({
    code: 'LEFT_DETACHED',
    message: `a landing that was killed left ${path} detached`,
    fix: FIX,
  }));
}
