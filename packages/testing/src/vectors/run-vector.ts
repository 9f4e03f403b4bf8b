import type { ProtectedRepository } from '../protected/protected-repository';
import { must, run, type Finished } from '../process/run';
import type { Command, Ending, Place, Vector } from './vector';

/** What was seen of one attempt on real git. */
export interface Observation {
  readonly attempt: Finished;
  /** The commit at trunk's tip before the attempt. */
  readonly tip: string;
  readonly before: RefsSeen;
  readonly after: RefsSeen;
}

/** The refs that matter, read from the repositories that own them. */
export interface RefsSeen {
  /** Where trunk stands: a commit, `ref: <name>` for a symbolic trunk, or `none`. */
  readonly trunk: string;
  readonly ledger: string;
  /** The story, which no attempt may lose. */
  readonly story: string;
}

/** Makes everything ready, makes the attempt, and looks at what became of trunk, ledger and story. */
export async function runVector(
  repository: ProtectedRepository,
  vector: Vector,
): Promise<Observation> {
  const places = await readPlaces(repository);
  const [last, ...earlier] = [...vector.attempt].reverse();
  for (const command of [...(vector.given ?? []), ...earlier.reverse()]) {
    const { file, args, options } = fill(command, places);
    await must(file, args, options);
  }
  const before = await readRefs(repository);
  if (last === undefined) throw new Error(`${vector.name} attempts nothing`);
  const { file, args, options } = fill(last, places);
  const attempt = await run(file, args, options);
  return { attempt, tip: places.tip, before, after: await readRefs(repository) };
}

/** How the row says it ends on this version of git. */
export function endingOn(version: readonly [number, number], { ending, since }: Vector): Ending {
  if (since === undefined) return ending;
  const [major, minor] = since.git;
  const reached = version[0] > major || (version[0] === major && version[1] >= minor);
  return reached ? since.ending : ending;
}

/** Types a cleaning command where the attempt ran, and returns what `git status` shows there afterwards. */
export async function cleanUpAfter(
  repository: ProtectedRepository,
  vector: Vector,
  command: string,
): Promise<string> {
  const last = vector.attempt[vector.attempt.length - 1];
  const cwd = (await readPlaces(repository))[last?.in ?? 'main'] ?? repository.root;
  const [file = '', ...args] = command.split(' ');
  await must(file, args, { cwd });
  return must('git', ['status'], { cwd });
}

/** What `storygate audit` names: commits without proof, and proven ones that trunk lost; each the newest first. */
export interface Named {
  readonly unattested: readonly string[];
  readonly lost: readonly string[];
}

/**
 * What the audit has to name after trunk was at `tip`, by a look at history and at the ledger's files that is
 * independent of Storygate's.
 */
export async function readNameable(repository: ProtectedRepository, tip: string): Promise<Named> {
  const { remote, git } = repository;
  if (remote !== null) await git('fetch', '--quiet', 'origin');
  const trunk = remote === null ? 'refs/heads/main' : 'refs/remotes/origin/main';
  const setUp = await git('log', '--format=%H', '--grep=^Set Storygate up$', tip);
  const came = await readLine(repository, trunk, setUp);
  const went = await readLine(repository, tip, trunk);
  return {
    unattested: came.filter(({ isProven }) => !isProven).map(({ commit }) => commit),
    lost: went.filter(({ isProven }) => isProven).map(({ commit }) => commit),
  };
}

/** The first-parent line that ends at `to`, without what `from` has, and whether the ledger has a record for each. */
async function readLine({ root, git }: ProtectedRepository, to: string, from: string) {
  const log = await git('log', '--first-parent', '--format=%H %T %P', `${from}..${to}`);
  const line: { readonly commit: string; readonly isProven: boolean }[] = [];
  for (const text of log.split('\n').filter((one) => one !== '')) {
    const [commit = '', tree = '', base = ''] = text.split(' ');
    const record = `refs/storygate/ledger:${tree}/${base}.json`;
    const { exitCode } = await run('git', ['cat-file', '-e', record], { cwd: root });
    line.push({ commit, isProven: exitCode === 0 });
  }
  return line;
}

/** What `storygate audit` names. */
export async function readAudited(repository: ProtectedRepository): Promise<Named> {
  const { stdout } = await repository.storygate('audit', '--json');
  const audit = JSON.parse(stdout) as Record<keyof Named, readonly { readonly commit: string }[]>;
  const commits = (key: keyof Named) => audit[key].map(({ commit }) => commit);
  return { unattested: commits('unattested'), lost: commits('lost') };
}

async function readRefs({ root, remote }: ProtectedRepository): Promise<RefsSeen> {
  const read = async (cwd: string, ref: string) => {
    const symbolic = await run('git', ['symbolic-ref', '--quiet', ref], { cwd });
    if (symbolic.exitCode === 0) return `ref: ${symbolic.stdout}`;
    const { exitCode, stdout } = await run('git', ['rev-parse', '--verify', '--quiet', ref], {
      cwd,
    });
    return exitCode === 0 ? stdout : 'none';
  };
  return {
    trunk: await read(remote ?? root, 'refs/heads/main'),
    ledger: await read(root, 'refs/storygate/ledger'),
    story: await read(root, 'refs/heads/story/login'),
  };
}

type Names = Readonly<Record<Place | 'feat' | 'tip', string>>;

async function readPlaces({ root, story, remote, folder, git }: ProtectedRepository) {
  return {
    main: root,
    story,
    remote: remote ?? '',
    git: `${root}/.git`,
    site: `${folder}/site`,
    feat: await git('rev-parse', 'refs/heads/story/login'),
    tip: await git('rev-parse', remote === null ? 'refs/heads/main' : 'refs/remotes/origin/main'),
  } satisfies Names;
}

function fill({ argv, in: place, env, input }: Command, names: Names) {
  const filled = (text: string) =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) => names[name as keyof Names] ?? whole);
  const [file = '', ...args] = argv.map(filled);
  return {
    file,
    args,
    options: {
      cwd: names[place ?? 'main'],
      env:
        env &&
        Object.fromEntries(Object.entries(env).map(([name, value]) => [name, filled(value)])),
      input: input === undefined ? undefined : filled(input),
    },
  };
}
