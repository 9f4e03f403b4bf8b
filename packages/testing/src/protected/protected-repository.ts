import { chmodSync, existsSync, mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { must, run, type Finished, type RunOptions } from '../process/run';
import { sourceScript } from '../process/source-script';
import { createRepository, writeFiles } from '../repository/repository';
import { ARM, ATTEST, LAND } from './attest-script';

const PACKAGES = resolve(__dirname, '..', '..', '..');
const PROGRAM = join(PACKAGES, 'cli', 'dist', 'bin.js');

/** A repository whose trunk is protected, with an attested history, and one story that nothing proves. */
export interface ProtectedRepository {
  /** The temporary folder; `site` in it holds all that a command could change. */
  readonly folder: string;
  /** The main worktree, on trunk's branch `main`. */
  readonly root: string;
  /** The worktree of the story `login`, one commit ahead of trunk. */
  readonly story: string;
  /** The bare repository that is trunk's remote; null when trunk is local. */
  readonly remote: string | null;
  git(...args: string[]): Promise<string>;
  /** The command line that the hooks run too. */
  storygate(...args: string[]): Promise<Finished>;
  /** Appends an attestation of each commit, on its first parent, to the ledger. */
  attest(...commits: string[]): Promise<void>;
  /** As `attest`, and the ledger tells that trunk advanced to each, as after a landing. */
  recordLanded(...commits: string[]): Promise<void>;
  /** Arms the worktrees that are there now. */
  arm(): Promise<void>;
  /** Makes what is there now what `restore` puts back. */
  keep(): Promise<void>;
  /** Puts everything back as it was when it was made or last kept, at the same paths. */
  restore(): Promise<void>;
}

/** Where trunk is: a local branch, or a bare repository of the same OS user beside it. */
export type TrunkPlace = 'local' | 'remote';

/**
 * Makes a repository whose two landed commits are attested and whose worktrees are armed with the built program; `files` are on
 * trunk from the first commit on.
 */
export async function createProtectedRepository(
  place: TrunkPlace,
  init: readonly string[] = [],
  files: Readonly<Record<string, string>> = {},
): Promise<ProtectedRepository> {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: run npm run build`);
  const made = await createRepository({ 'README.md': 'A workspace.\n', ...files }, init);
  const { folder } = made;
  const site = join(folder, 'site');
  mkdirSync(site);
  renameSync(made.root, join(site, 'acme'));
  const repository = connect(folder, place);
  await build(repository, place);
  await repository.arm();
  await repository.keep();
  return repository;
}

function connect(folder: string, place: TrunkPlace): ProtectedRepository {
  const site = join(folder, 'site');
  const root = join(site, 'acme');
  const options: RunOptions = { cwd: root };
  const script = (text: string, args: readonly string[]) =>
    must(process.execPath, sourceScript('core', text, [root, ...args]), options).then(
      () => undefined,
    );
  return {
    folder,
    root,
    story: join(site, 'acme.stories', 'login'),
    remote: place === 'remote' ? join(site, 'trunk.git') : null,
    git: (...args) => must('git', args, options),
    storygate: (...args) => run(process.execPath, [PROGRAM, ...args], options),
    attest: (...commits) => script(ATTEST, commits),
    recordLanded: (...commits) => script(LAND, commits),
    arm: () => script(ARM, []),
    keep: async () => {
      await must('rm', ['-rf', 'pristine'], { cwd: folder });
      await must('cp', ['-a', 'site', 'pristine'], { cwd: folder });
    },
    restore: async () => {
      await must('rm', ['-rf', 'site'], { cwd: folder });
      await must('cp', ['-a', 'pristine', 'site'], { cwd: folder });
    },
  };
}

async function build(repository: ProtectedRepository, place: TrunkPlace): Promise<void> {
  const { root, story, remote, git } = repository;
  const trunk = place === 'remote' ? { remote: 'origin' } : {};
  const commit = async (message: string, files: Readonly<Record<string, string>>) => {
    writeFiles(root, files);
    await git('add', '--', ...Object.keys(files));
    await git('commit', '--quiet', '-m', message);
    return git('rev-parse', 'HEAD');
  };
  await commit('Set Storygate up', {
    'nx.json': `${JSON.stringify({ plugins: [{ plugin: '@storygate/nx', options: { trunk } }] })}\n`,
    'package.json': '{ "name": "acme", "private": true }\n',
    '.gitignore': 'node_modules\n',
    '.husky/pre-push': 'storygate hook pre-push "$@"\n',
  });
  linkProgram(root);
  const cart = await commit('Land the cart', { 'cart.txt': 'cart\n' });
  const dates = await commit('Land the dates', { 'dates.txt': 'dates\n' });
  await repository.recordLanded(cart, dates);
  if (remote !== null) {
    await git('init', '--quiet', '--bare', remote);
    await git('remote', 'add', 'origin', remote);
    await git('push', '--quiet', '--set-upstream', 'origin', 'main', 'refs/storygate/ledger');
  }
  await git('worktree', 'add', '--quiet', '-b', 'story/login', story);
  linkProgram(story);
  writeFiles(story, { 'login.txt': 'login\n' });
  await git('-C', story, 'add', 'login.txt');
  await git('-C', story, 'commit', '--quiet', '-m', 'Add a login that nothing proves');
}

/** As `npm install` would: hooks find the program in the dependencies of the checkout. */
function linkProgram(checkout: string): void {
  const modules = join(checkout, 'node_modules');
  writeFiles(modules, {
    'storygate/package.json': '{ "name": "storygate", "exports": { "./bin": "./bin.js" } }\n',
    'storygate/bin.js': `#!${process.execPath}\nrequire(${JSON.stringify(PROGRAM)});\n`,
  });
  chmodSync(join(modules, 'storygate', 'bin.js'), 0o755);
  mkdirSync(join(modules, '.bin'));
  symlinkSync('../storygate/bin.js', join(modules, '.bin', 'storygate'));
}
