import type { Ejection, LandingAction, Link, PlacedRun, TrunkTrouble } from './plan-landing';

/**
 * Decides how to find the stories that made a run red. A blamed project has suspects: the stories after the last green
 * prefix that reach it. One suspect alone is the culprit, for without it the project's tasks have the inputs of a green
 * prefix. Several are told apart by prefix, on the same base: a half that is tested without what comes before it can
 * hide a pair that is red only together.
 */
export function planSearch(
  chain: readonly Link[],
  { run, end }: PlacedRun,
  green: number,
): LandingAction {
  const ejections = findCulprits(chain, run.blamed, green, end);
  if (ejections.length > 0) return { do: 'eject', run, ejections };
  return gateHalf(green, placesThatReach(chain, run.blamed, green, end));
}

/**
 * Decides what to do about a red run whose trouble trunk has too. A story before others may have mended what fails, and a
 * later one broken it again, so prefixes are tried until one story is left that can have done either. What does not even
 * run may hang for an hour, so that is not tried again.
 */
export function planInherited(
  chain: readonly Link[],
  { run, end }: PlacedRun,
  green: number,
  trouble: TrunkTrouble,
): LandingAction {
  if (trouble.kind === 'did-not-run') return { do: 'halt', trouble };
  // A run that can't tell what it blames may have other trouble than trunk's.
  const isBlaming = run.blamed.length > 0;
  const projects = isBlaming ? trouble.tasks.map(({ project }) => project) : [];
  const suspects = placesThatReach(chain, projects, green, end);
  return suspects.length > 1 ? gateHalf(green, suspects) : { do: 'halt', trouble };
}

/** The gate of the first half of the suspects, on a green prefix. */
function gateHalf(green: number, suspects: readonly number[]): LandingAction {
  const middle = suspects[Math.ceil(suspects.length / 2) - 1] ?? green;
  return { do: 'gate', from: green, to: middle + 1 };
}

/** The stories that are the only suspect for something; also where only one story is left at all. */
function findCulprits(
  chain: readonly Link[],
  blamed: readonly string[],
  green: number,
  end: number,
): Ejection[] {
  const culprits = new Map<number, string[]>();
  for (const project of blamed) {
    const [culprit, ...others] = placesThatReach(chain, [project], green, end);
    if (culprit === undefined || others.length > 0) continue;
    culprits.set(culprit, [...(culprits.get(culprit) ?? []), project]);
  }
  if (culprits.size === 0 && end === green + 1) culprits.set(green, [...blamed]);
  return [...culprits].map(([link, projects]) => ({
    link,
    projects,
    cleared: chain
      .slice(0, end)
      .filter((other, index) => index !== link && reaches(other, projects))
      .map(({ story }) => story),
  }));
}

/** The places between two prefixes whose stories reach one of the projects; all of them where nothing tells them apart. */
function placesThatReach(
  chain: readonly Link[],
  projects: readonly string[],
  from: number,
  to: number,
): number[] {
  const all = chain.slice(from, to).map((_, offset) => from + offset);
  const reached = all.filter((index) => {
    const link = chain[index];
    return link !== undefined && reaches(link, projects);
  });
  return reached.length > 0 ? reached : all;
}

function reaches({ reach }: Link, projects: readonly string[]): boolean {
  return (
    reach === null ||
    projects.length === 0 ||
    projects.some((project) => reach.affects.has(project))
  );
}
