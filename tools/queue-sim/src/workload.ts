import { pick, randomOf, type Random } from './random';
import type { Project, Workspace } from './workspace';

/** What varies from one simulated queue to another. */
export interface Circumstances {
  readonly stories: number;
  /** How many stories in a hundred are red by themselves, as a percentage. */
  readonly failures: number;
  /** How many runs of one story's gates in a hundred fail by a flaky task. */
  readonly flakes: number;
  /** How many pairs in a hundred, of stories made at the same time, git can't merge. */
  readonly conflicts: number;
  /** How many pairs in a hundred, of stories made at the same time that affect a project together, are red together. */
  readonly clashes: number;
  /** How many faults in a hundred the next story but one mends. */
  readonly mended: number;
  /** All at once, or one by one with this load on a queue that gates one story after the other. */
  readonly arrivals: 'burst' | { readonly load: number };
  /** Where stories change something. */
  readonly touch: 'apps' | 'mixed' | 'core' | 'same';
}

/** A story that comes to the queue. */
export interface Story {
  /** Its place in the order of arrival. */
  readonly number: number;
  /** When it comes, in seconds. */
  readonly arrives: number;
  readonly touches: readonly Project[];
  readonly affects: readonly Project[];
  /** The project whose gate it makes red by itself. */
  readonly redIn: Project | null;
  /** The later story that mends this. */
  readonly mendedBy: number | null;
  /** Earlier stories that it is red together with, and where. */
  readonly clashes: readonly { readonly with: number; readonly in: Project }[];
  /** Earlier stories on top of which, and under which, git can't merge it. */
  readonly conflictsWith: readonly number[];
  /** What it adds to the hash of a task's inputs. */
  readonly hash: number;
}

/** A task's hash is a sum modulo this, so that the same changes in any order give the same one. */
export const HASHES = 2 ** 50;

/** What a gate run costs before its first task: checkout, dependencies, the start of Nx. In seconds. */
export const OVERHEAD = 3;

/** So many stories are in the making at the same time; only these can be at odds with each other. */
const TOGETHER = 8;

/** Makes the stories of one queue, in the order in which they come. */
export function makeStories(seed: number, workspace: Workspace, given: Circumstances): Story[] {
  const random = randomOf(seed, 'stories');
  const isOneIn = (percentage: number) => random() < percentage / 100;
  const stories: Omit<Story, 'arrives'>[] = [];
  for (let number = 0; number < given.stories; number++) {
    const other = stories[number - 2];
    const mended = other?.mendedBy === number ? other.touches : [];
    const picked = pickTouched(workspace.layers, given.touch, random);
    const touches = [...new Set([...picked, ...mended])];
    const affects = [...new Set(touches.flatMap((project) => workspace.dependents[project] ?? []))];
    const before = stories.slice(-(TOGETHER - 1));
    const conflicts = before.filter(() => isOneIn(given.conflicts));
    const clashes = before.flatMap((other) => {
      const shared = other.affects.filter((one) => affects.includes(one));
      const clashing = isOneIn(given.clashes) && shared.length > 0;
      return clashing ? [{ with: other.number, in: pick(shared, random) }] : [];
    });
    const isRed = isOneIn(given.failures);
    // Mostly in the project itself, else in one that depends on it.
    const redIn = pick(random() < 0.7 ? touches : affects, random);
    const isMended = isOneIn(given.mended);
    stories.push({
      number,
      touches,
      affects,
      redIn: isRed ? redIn : null,
      mendedBy: isRed && isMended ? number + 2 : null,
      clashes,
      conflictsWith: conflicts.map((other) => other.number),
      hash: Math.floor(random() * HASHES),
    });
  }
  const arrivals = makeArrivals(seed, stories, { workspace, given });
  return stories.map((story, index) => ({ ...story, arrives: arrivals[index] ?? 0 }));
}

/** How long the gates of some projects take, one after the other. */
export function secondsOf(workspace: Workspace, projects: readonly Project[]): number {
  return projects.reduce((sum, project) => sum + (workspace.seconds[project] ?? 0), 0);
}

/** One project or two. */
function pickTouched(
  { core, features, apps }: Workspace['layers'],
  touch: Circumstances['touch'],
  random: Random,
): Project[] {
  const one = (): Project => {
    const where = random();
    if (touch === 'apps') return pick(apps, random);
    if (touch === 'core') return pick(core, random);
    return pick(where < 0.1 ? core : where < 0.4 ? features : apps, random);
  };
  return random() < 0.7 ? [one()] : [one(), one()];
}

/** When stories come: at once, or as a Poisson process. */
function makeArrivals(
  seed: number,
  stories: readonly Pick<Story, 'affects'>[],
  { workspace, given }: { readonly workspace: Workspace; readonly given: Circumstances },
): number[] {
  const { arrivals } = given;
  if (arrivals === 'burst') return stories.map(() => 0);
  const seconds = stories.map(({ affects }) => OVERHEAD + secondsOf(workspace, affects));
  const mean = seconds.reduce((sum, one) => sum + one, 0) / stories.length;
  const random = randomOf(seed, 'arrivals');
  let now = 0;
  return stories.map(() => (now -= (Math.log(1 - random()) * mean) / arrivals.load));
}
