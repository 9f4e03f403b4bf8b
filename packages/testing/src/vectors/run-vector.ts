import type { ProtectedRepository } from '../protected/protected-repository';
import { must, run, type Finished } from '../process/run';
import type { Command, Ending, Place, Vector } from './vector';

/** What was seen of one attempt on real git. */
export interface Observation {
  readonly attempt: Finished;
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
  return { attempt: await run(file, args, options), before, after: await readRefs(repository) };
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

/** The landed commits that the ledger holds no record for, by a look at its files that is independent of Storygate's. */
export async function readUnproven(repository: ProtectedRepository): Promise<string[]> {
  const { root, remote, git } = repository;
  if (remote !== null) await git('fetch', '--quiet', 'origin');
  const trunk = remote === null ? 'refs/heads/main' : 'refs/remotes/origin/main';
  const setUp = await git('log', '--format=%H', '--grep=^Set Storygate up$', trunk);
  const log = await git('log', '--first-parent', '--format=%H %T %P', `${setUp}..${trunk}`);
  const unproven: string[] = [];
  for (const line of log.split('\n').filter((text) => text !== '')) {
    const [commit = '', tree = '', base = ''] = line.split(' ');
    const record = `refs/storygate/ledger:${tree}/${base}.json`;
    const { exitCode } = await run('git', ['cat-file', '-e', record], { cwd: root });
    if (exitCode !== 0) unproven.push(commit);
  }
  return unproven;
}

/** The commits that `storygate audit` names. */
export async function readAudited(repository: ProtectedRepository): Promise<string[]> {
  const { stdout } = await repository.storygate('audit', '--json');
  const { unattested } = JSON.parse(stdout) as {
    readonly unattested: readonly { readonly commit: string }[];
  };
  return unattested.map(({ commit }) => commit);
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
