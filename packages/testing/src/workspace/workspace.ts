import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { disposeFolder } from '../folders/temporary-folder';
import { withHome } from '../process/environment';
import { must, run, start, type Finished, type RunOptions, type Running } from '../process/run';
import { writeFiles } from '../repository/repository';

type Options = Partial<RunOptions>;

/** A checkout of a workspace (its main worktree, a story, a clone) and what a person does there. */
export interface Checkout {
  readonly root: string;
  run(program: string, args: readonly string[], options?: Options): Promise<Finished>;
  /** As `run`, in a process group that the test can interrupt. */
  start(program: string, args: readonly string[], options?: Options): Promise<Running>;
  /** `npx nx …` */
  nx(args: readonly string[], options?: Options): Promise<Finished>;
  /** `npx storygate …` */
  storygate(args: readonly string[], options?: Options): Promise<Finished>;
  /** `npx storygate … --json`: how it ended, and the one document on its stdout. */
  json<T>(args: readonly string[], options?: Options): Promise<Finished & { json: T }>;
  /** Runs git and returns its stdout; throws when git refuses. */
  git(...args: string[]): Promise<string>;
  tryGit(...args: string[]): Promise<Finished>;
  write(files: Readonly<Record<string, string>>): void;
  read(path: string): string;
  has(path: string): boolean;
  /** Replaces `search` in a file, which must be there exactly once. */
  edit(path: string, search: string, replacement: string): void;
  /** Writes files, stages everything, commits with the hooks armed, and returns the commit. */
  commit(message: string, files?: Readonly<Record<string, string>>): Promise<string>;
}

/** A real Nx workspace with Storygate installed, and the bare repository that is its remote. */
export interface Workspace extends Checkout {
  /** The temporary folder that holds everything: workspace, stories, remote, home. */
  readonly folder: string;
  readonly remote: string;
  /** The variables that its programs see besides those of the tests. */
  readonly environment: NodeJS.ProcessEnv;
  /** The checkout of a story; it need not exist yet. */
  story(id: string): Checkout;
  /** Any other folder, with the workspace's environment. */
  at(root: string): Checkout;
  dispose(): void;
}

/** Variables that keep a run quick and leave no process behind: no daemon, plugins in Nx's own process. */
const QUICK = {
  NX_DAEMON: 'false',
  NX_ISOLATE_PLUGINS: 'false',
  NX_NO_CLOUD: 'true',
  npm_config_update_notifier: 'false',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
};

/** What a workspace's programs see: a home folder of its own, so that no cache is shared with another test. */
export function workspaceEnvironment(home: string): NodeJS.ProcessEnv {
  return { ...withHome({}, home), ...QUICK };
}

/** The checkout at `root`, whose programs see `environment`. */
export function checkout(root: string, environment: NodeJS.ProcessEnv): Checkout {
  const at = (options: Options = {}): RunOptions => ({
    cwd: root,
    ...options,
    env: { ...environment, ...options.env },
  });
  const here: Checkout = {
    root,
    run: (program, args, options) => run(program, args, at(options)),
    start: (program, args, options) => start(program, args, at(options)),
    nx: (args, options) => run('npx', ['--no-install', 'nx', ...args], at(options)),
    storygate: (args, options) => run('npx', ['--no-install', 'storygate', ...args], at(options)),
    json: async (args, options) => {
      const result = await here.storygate([...args, '--json'], options);
      try {
        return { ...result, json: JSON.parse(result.stdout) };
      } catch {
        throw new Error(`storygate ${args.join(' ')} --json printed no document\n${result.output}`);
      }
    },
    git: (...args) => must('git', args, at()),
    tryGit: (...args) => run('git', args, at()),
    write: (files) => writeFiles(root, files),
    read: (path) => readFileSync(join(root, path), 'utf8'),
    has: (path) => existsSync(join(root, path)),
    edit: (path, search, replacement) => {
      const [before, after, ...more] = here.read(path).split(search);
      if (before === undefined || after === undefined || more.length > 0) {
        throw new Error(`${path} does not hold exactly one ${JSON.stringify(search)}`);
      }
      here.write({ [path]: before + replacement + after });
    },
    commit: async (message, files = {}) => {
      here.write(files);
      await here.git('add', '--all');
      await here.git('commit', '--quiet', '-m', message);
      return here.git('rev-parse', 'HEAD');
    },
  };
  return here;
}

/** The workspace at `root`, a folder beside its `remote.git`; its programs see `own` too. */
export function workspaceAt(root: string, own: NodeJS.ProcessEnv = {}): Workspace {
  const folder = dirname(root);
  const environment = { ...workspaceEnvironment(join(folder, 'home')), ...own };
  return {
    ...checkout(root, environment),
    folder,
    remote: join(folder, 'remote.git'),
    environment,
    story: (id) => checkout(join(folder, `${basename(root)}.stories`, id), environment),
    at: (other) => checkout(other, environment),
    dispose: () => disposeFolder(folder),
  };
}
