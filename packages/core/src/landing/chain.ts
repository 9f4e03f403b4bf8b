import { candidateOf, type PinnedStory } from './candidate-of';
import type { Candidate } from '../candidate/make-candidate';
import { Interrupted } from '../process/interruption';
import { internalError, StorygateError } from '../errors/storygate-error';
import { GitFailed } from '../git/git-failed';
import { changedPaths } from '../git/commits';
import { findGoverningPaths } from '../governance/changed-paths';
import type { CommitSha } from '../names/object-id';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { findCheckoutOverlap } from './advance-trunk';

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

/** What was found out about candidates before: each is made once, however often the chain is made. */
export type ChainMemory = Map<string, Promise<Made>>;

type Made =
  { readonly kind: 'link'; readonly link: ChainLink; readonly governs: boolean } | ChainEnd;

/** Makes the chain of at most `most` stories. A story that changes what governs gates lands alone. */
export async function makeChain(
  repository: Repository,
  trunk: Trunk,
  stories: readonly PinnedStory[],
  memory: ChainMemory,
  most: number,
): Promise<Chain> {
  const links: ChainLink[] = [];
  const ended: { story: PinnedStory; end: ChainEnd }[] = [];
  const make = (story: PinnedStory, base: CommitSha): Promise<Made> => {
    const key = JSON.stringify([base, story]);
    const made = memory.get(key) ?? makeLink(repository, trunk, story, base);
    memory.set(key, made);
    return made;
  };
  for (const story of stories) {
    if (links.length === most) break;
    const tip = links.at(-1)?.candidate.commit ?? trunk.commit;
    let made = await make(story, tip);
    // What stands in its way may be a story that never lands, so only trunk itself decides.
    if (made.kind !== 'link' && links.length > 0) made = await make(story, trunk.commit);
    if (made.kind !== 'link') {
      ended.push({ story, end: made });
      continue;
    }
    if (made.link.candidate.base !== tip) continue;
    if (made.governs && links.length > 0) break;
    links.push(made.link);
    if (made.governs) break;
  }
  return { links, ended };
}

async function makeLink(
  repository: Repository,
  trunk: Trunk,
  story: PinnedStory,
  base: CommitSha,
): Promise<Made> {
  try {
    const candidate = await candidateOf(repository, { ...trunk, commit: base }, story);
    if (candidate.kind !== 'candidate') return candidate;
    const overlap = await findCheckoutOverlap(repository, trunk, candidate);
    if (overlap !== null) return { kind: 'in-the-way', candidate, reason: overlap };
    const { git, prefix } = repository;
    const paths = await changedPaths(git, base, candidate.commit);
    const { governing } = trunk.policy.options.gate;
    const governs =
      paths.includes(`${prefix}nx.json`) ||
      (await findGoverningPaths(git, base, candidate.commit, governing)).length > 0;
    return { kind: 'link', link: { story, candidate, paths }, governs };
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

/** The link at a place of the chain, which the planner names. */
export function linkAt({ links }: Chain, place: number): ChainLink {
  const link = links[place];
  if (link === undefined) throw internalError(`the chain has no link ${place}`);
  return link;
}
