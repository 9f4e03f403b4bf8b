import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Finished, Workspace } from '../src/index';

/** `nobody` on most systems: owns the guarded trunk; and a user that has nothing to do with it. */
const OWNER = 65534;
const STRANGER = 65533;

const as = (user: number) => [
  `--reuid=${user}`,
  `--regid=${user}`,
  '--clear-groups',
  '--no-new-privs',
];

/** Why a program can't be run here as another user; null where it can. */
export function whyNoOtherUser(): string | null {
  if (process.getuid?.() !== 0) return 'the tests do not run as root';
  const tried = spawnSync('setpriv', [...as(OWNER), process.execPath, '-e', '']);
  return tried.status === 0 ? null : `another user can't run ${process.execPath} by setpriv`;
}

/** A bare repository that another OS user owns, served by `git daemon` on loopback. */
export interface GuardedServer {
  readonly url: string;
  readonly repository: string;
  /** Runs a program as the repository's owner. */
  asOwner(program: string, args: readonly string[]): Promise<Finished>;
  /** Runs a program as a user who has no rights there. */
  asStranger(program: string, args: readonly string[]): Promise<Finished>;
  stop(): Promise<void>;
}

/** Serves a bare copy of a workspace's repository; nothing guards it yet. */
export async function serve(workspace: Workspace): Promise<GuardedServer> {
  const base = join(workspace.folder, 'guarded');
  const repository = join(base, 'trunk.git');
  const home = join(base, 'home');
  mkdirSync(home, { recursive: true });
  await workspace.git('clone', '--quiet', '--bare', workspace.root, repository);
  // Temporary folders are for their maker alone; the owner must get through to its repository and the program.
  chmodSync(workspace.folder, 0o711);
  await workspace.run('chown', ['-R', `${OWNER}:${OWNER}`, base]);
  chownSync(base, OWNER, OWNER);
  const env = {
    HOME: home,
    GIT_CONFIG_GLOBAL: '/dev/null',
    XDG_CONFIG_HOME: join(home, '.config'),
  };
  const runAs = (user: number, program: string, args: readonly string[]) =>
    workspace.run('setpriv', [...as(user), program, ...args], { cwd: base, env });
  const port = await freePort();
  const daemon = await workspace.start(
    'setpriv',
    [
      ...as(OWNER),
      'git',
      'daemon',
      '--verbose',
      '--listen=127.0.0.1',
      `--port=${port}`,
      `--base-path=${base}`,
      '--export-all',
      '--enable=receive-pack',
    ],
    { cwd: base, env, timeout: 1_800_000 },
  );
  await daemon.printed('Ready to rumble');
  return {
    url: `git://127.0.0.1:${port}/trunk.git`,
    repository,
    asOwner: (program, args) => runAs(OWNER, program, args),
    asStranger: (program, args) => runAs(STRANGER, program, args),
    stop: async () => {
      daemon.signal('SIGTERM');
      await daemon.finished;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
