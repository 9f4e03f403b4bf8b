import { candidateOf, type PinnedStory } from './candidate-of';
import type { Candidate } from '../candidate/make-candidate';
import { Interrupted } from '../process/interruption';
import { internalError, StorygateError } from '../errors/storygate-error';
import { GitFailed } from '../git/git-failed';
import { readChangedFiles } from '../git/changed-files';
import { governingPathspecs } from '../governance/changed-paths';
import type { CommitSha } from '../names/object-id';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { findObstacle, readTrunkCheckouts } from './advance-trunk';

/*
 * A chain is the candidates of waiting stories, each on the one before, the first on trunk's tip. The same trunk and
 * stories give the same chain, so a run or an attestation of an earlier attempt still counts.
 */

/** A story's place in a chain. */
export interface ChainLink {
  readonly story: PinnedStory;
  readonly candidate: Candidate;
  /** What it changes, relative to the repository. */
  readonly paths: readonly string[];
}

/** Why a story can't be in any chain on this trunk. */
export type ChainEnd =
  | { readonly kind: 'nothing-to-merge' }
  | { readonly kind: 'conflicted'; readonly paths: readonly string[] }
  | { readonly kind: 'in-the-way'; readonly candidate: Candidate; readonly reason: string }
  | { readonly kind: 'untried'; readonly reason: string };

/** The chain that would land now, and the stories that can't. A story that is in neither waits for those before it. */
export interface Chain {
  readonly links: readonly ChainLink[];
  readonly ended: readonly { readonly story: PinnedStory; readonly end: ChainEnd }[];
}

/** What was found out before: each candidate is made once, and read once, however often the chain is made. */
export class ChainMemory {
  readonly made = new Map<string, Promise<Made>>();
  readonly changes = new Map<CommitSha, Changes>();
}

type Made = Candidate | Exclude<ChainEnd, { readonly kind: 'in-the-way' }>;

/** What a candidate changes on the commit before it. */
interface Changes {
  readonly paths: readonly string[];
  /** Whether one of them governs gates. */
  readonly governs: boolean;
}

interface Member {
  readonly story: PinnedStory;
  readonly candidate: Candidate;
}

/** Makes the chain of at most `most` stories. A story that changes what governs gates lands alone. */
export async function makeChain(
  repository: Repository,
  trunk: Trunk,
  stories: readonly PinnedStory[],
  memory: ChainMemory,
  most: number,
): Promise<Chain> {
  const members: Member[] = [];
  const ended: { story: PinnedStory; end: ChainEnd }[] = [];
  const make = (story: PinnedStory, base: CommitSha): Promise<Made> => {
    const key = JSON.stringify([base, story]);
    const made = memory.made.get(key) ?? tryCandidate(repository, trunk, story, base);
    memory.made.set(key, made);
    return made;
  };
  for (const story of stories) {
    if (members.length === most) break;
    const tip = members.at(-1)?.candidate.commit ?? trunk.commit;
    let made = await make(story, tip);
    // What stands in its way may be a story that never lands, so only trunk itself decides.
    if (made.kind !== 'candidate' && members.length > 0) made = await make(story, trunk.commit);
    if (made.kind !== 'candidate') ended.push({ story, end: made });
    else if (made.base === tip) members.push({ story, candidate: made });
  }
  const { links, end } = await cutChain(repository, trunk, members, memory);
  return { links, ended: [...ended, ...end] };
}

/** Keeps of a chain what can land as one: up to a story that has to land alone, or can't while a checkout is as it is. */
async function cutChain(
  repository: Repository,
  trunk: Trunk,
  members: readonly Member[],
  { changes }: ChainMemory,
): Promise<{ readonly links: readonly ChainLink[]; readonly end: Chain['ended'] }> {
  const unread = members
    .map(({ candidate }) => candidate)
    .filter((one) => !changes.has(one.commit));
  const read = await readChanges(repository, trunk, unread);
  unread.forEach(({ commit }, index) => changes.set(commit, read[index] ?? NOTHING));
  const checkouts = await readTrunkCheckouts(repository, trunk);
  const links: ChainLink[] = [];
  for (const { story, candidate } of members) {
    const { paths, governs } = changes.get(candidate.commit) ?? NOTHING;
    const reason = await findObstacle(checkouts, paths);
    if (reason !== null) {
      // Whatever lands before it: a path that those change would keep them out first.
      return { links, end: [{ story, end: { kind: 'in-the-way', candidate, reason } }] };
    }
    if (governs && links.length > 0) break;
    links.push({ story, candidate, paths });
    if (governs) break;
  }
  return { links, end: [] };
}

const NOTHING: Changes = { paths: [], governs: false };

/** In two git processes, however many candidates there are. */
async function readChanges(
  { git, prefix }: Repository,
  { policy }: Trunk,
  candidates: readonly Candidate[],
): Promise<Changes[]> {
  const ranges = candidates.map(({ base, commit }) => ({ from: base, to: commit }));
  const pathspecs = governingPathspecs(policy.options.gate.governing);
  const [all, governing] = await Promise.all([
    readChangedFiles(git, ranges),
    pathspecs.length === 0 ? [] : readChangedFiles(git, ranges, pathspecs),
  ]);
  return all.map((files, index) => {
    const paths = files.map(({ path }) => path);
    const governs = paths.includes(`${prefix}nx.json`) || (governing[index] ?? []).length > 0;
    return { paths, governs };
  });
}

async function tryCandidate(
  repository: Repository,
  trunk: Trunk,
  story: PinnedStory,
  base: CommitSha,
): Promise<Made> {
  try {
    return await candidateOf(repository, { ...trunk, commit: base }, story);
  } catch (error) {
    if (!(error instanceof StorygateError) || error instanceof Interrupted) throw error;
    if (error instanceof GitFailed && (await exists(repository, story.head))) throw error;
    return { kind: 'untried', reason: error.message };
  }
}

/** A head that is gone is its story's trouble; any other failure of git is not. */
async function exists({ git }: Repository, head: CommitSha): Promise<boolean> {
  return (await git.answer(['cat-file', '-e', `${head}^{commit}`], [0, 1, 128])).exitCode === 0;
}

/** The link at a place that the planner names. */
export function linkAt(links: readonly ChainLink[], place: number): ChainLink {
  const link = links[place];
  if (link === undefined) throw internalError(`the chain has no link ${place}`);
  return link;
}
