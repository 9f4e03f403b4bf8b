import { planInherited, planSearch } from './plan-search';

/*
 * What to do next about a chain of candidates, decided from facts alone: no clock, no disk, no git. Whoever acts on the
 * answer reads the facts anew and asks again, so a plan is never older than one step.
 */

/** One story's place in the chain: the candidate on the candidates before it. */
export interface Link {
  readonly story: string;
  /** Names the candidate; the same trunk, heads and order give the same one. */
  readonly commit: string;
  /** Whether the ledger proves it on its parent already. */
  readonly attested: boolean;
  /** What this story reaches; null while nobody has asked the project graph. */
  readonly reach: Reach | null;
}

/** Which projects a change reaches: never too few, so that what is left out is untouched for certain. */
export interface Reach {
  /** The projects it changes files of. */
  readonly touches: ReadonlySet<string>;
  /** These, and all that depend on them. */
  readonly affects: ReadonlySet<string>;
}

/** One gate run of the candidate `to`, against the candidate or trunk commit `from`. */
export interface ChainRun {
  readonly from: string;
  readonly to: string;
  readonly result: 'passed' | 'failed' | 'did-not-run' | 'needs-approval';
  /** The projects whose gates were run. */
  readonly covers: ReadonlySet<string>;
  /** The projects it blames: of tasks that failed, or of changed definitions. Empty when it can't tell. */
  readonly blamed: readonly string[];
  /** The trouble of this run that trunk's tip has too; null: none, or it was green. */
  readonly onTrunk: TrunkTrouble | null;
}

/** What is wrong with trunk's tip itself, so that no story is to blame for it. */
export type TrunkTrouble =
  | { readonly kind: 'red'; readonly tasks: readonly RedTask[] }
  /** What a run covers does not run there either. */
  | { readonly kind: 'did-not-run'; readonly reason: string };

/** A task that fails on trunk's tip too. */
export interface RedTask {
  readonly project: string;
  /** `project:target`. */
  readonly task: string;
}

/** What is known about the stories that would land now. */
export interface ChainFacts {
  /** Trunk's tip, on which the chain stands. */
  readonly trunk: string;
  readonly verify: 'every-commit' | 'batch-tip';
  /** Whether the first candidates land as soon as they are proven, or nothing lands and all are only to be proven. */
  readonly upTo: 'land' | 'prove';
  readonly chain: readonly Link[];
  /** Every run whose ends are still trunk's tip or in the chain counts; others are left out of account. */
  readonly runs: readonly ChainRun[];
}

/** How a candidate is proven: by the ledger, by a run that ends at it, or by one that ends at a later candidate. */
export type LinkProof =
  | { readonly by: 'ledger' }
  | { readonly by: 'run'; readonly run: ChainRun }
  /** No story after this one, up to the run's, affects what it affects: its tasks had the same inputs there. */
  | { readonly by: 'same-inputs'; readonly run: ChainRun }
  /** The policy asks for no more than the tip of what lands at once. */
  | { readonly by: 'batch-tip'; readonly run: ChainRun };

/** The next thing to do. */
export type LandingAction =
  | { readonly do: 'nothing' }
  /** Advance trunk over the chain's first candidates, each with its proof. */
  | { readonly do: 'land'; readonly proofs: readonly LinkProof[] }
  /** Gate the candidate of `to` against `from`; both count links, 0 is trunk's tip. */
  | { readonly do: 'gate'; readonly from: number; readonly to: number }
  /** Send stories back, by the run that shows why. */
  | { readonly do: 'eject'; readonly run: ChainRun; readonly ejections: readonly Ejection[] }
  /** Land nothing: the trouble is trunk's own. */
  | { readonly do: 'halt'; readonly trouble: TrunkTrouble };

/** A story to send back. */
export interface Ejection {
  /** Its place in the chain. */
  readonly link: number;
  /** The blamed projects that only this story can have made red. */
  readonly projects: readonly string[];
  /** The other stories that reach these, and were shown not to be the reason. */
  readonly cleared: readonly string[];
}

/**
 * Decides the next step for a chain. A run goes as far as it can prove what it covers: under `batch-tip` to the tip, since
 * a batch costs the union of what it affects; else up to the first story that affects what one before it affects, since
 * the tasks of both must be run anyway. What is proven lands, unless more is about to be. What is red is searched by
 * prefix, and a story is ejected only when it is the one suspect left after a prefix that is green. What is red by trunk's
 * own trouble blames nobody, and halts where no prefix can be without it. A proof outranks a red run of the same candidate:
 * that one was flaky.
 */
export function planLanding(facts: ChainFacts): LandingAction {
  const { chain } = facts;
  const runs = placeRuns(facts);
  const untouched = findUntouched(chain);
  const proofs = proveLinks(facts, runs, untouched);
  const first = proofs.indexOf(null);
  const proven = proofs.slice(0, first === -1 ? undefined : first).filter((one) => one !== null);
  if (chain.length === 0) return { do: 'nothing' };
  if (first === -1) return { do: 'land', proofs: proven };

  const [red] = runs
    .filter(({ run, end }) => run.result !== 'passed' && proofs[end - 1] === null)
    .sort((a, b) => a.end - b.end);
  if (red !== undefined) {
    const green = Math.max(first, lastGreen(runs, red.end));
    const inherited = findInherited(runs, red.run, green);
    if (inherited === null) return planSearch(chain, red, green);
    if (first > 0 && facts.upTo === 'land') return { do: 'land', proofs: proven };
    return planInherited(chain, red, green, inherited);
  }
  const isAhead = runs.some(({ start, end }) => start <= first && end > first);
  if (first > 0 && !isAhead && facts.upTo === 'land') return { do: 'land', proofs: proven };
  const open = proofs.lastIndexOf(null) + 1;
  const to = facts.verify === 'batch-tip' ? open : findProvable(untouched, first, open);
  const isKnown = runs.some(({ start, end }) => start <= first && end === to);
  return { do: 'gate', from: first, to: isKnown ? first + 1 : to };
}

/** A run with the places of its ends in the chain. */
export interface PlacedRun {
  readonly run: ChainRun;
  readonly start: number;
  readonly end: number;
}

function placeRuns({ trunk, chain, runs }: ChainFacts): PlacedRun[] {
  const places = new Map([trunk, ...chain.map(({ commit }) => commit)].map((c, at) => [c, at]));
  return runs.flatMap((run) => {
    const [start, end] = [places.get(run.from), places.get(run.to)];
    return start === undefined || end === undefined ? [] : [{ run, start, end }];
  });
}

/** The proof of each link, or null. A run proves what it covers: the links after its start, up to its end. */
function proveLinks(
  facts: ChainFacts,
  runs: readonly PlacedRun[],
  untouched: readonly number[],
): (LinkProof | null)[] {
  const green = runs.filter(({ run }) => run.result === 'passed');
  return facts.chain.map((link, index): LinkProof | null => {
    if (link.attested) return { by: 'ledger' };
    const covering = green.filter(({ start, end }) => start <= index && index < end);
    const own = covering.find(
      (placed) => placed.end === index + 1 && (placed.start === index || hasCovered(link, placed)),
    );
    if (own !== undefined) return { by: 'run', run: own.run };
    const later = covering.find(
      (placed) => placed.end <= (untouched[index] ?? 0) && hasCovered(link, placed),
    );
    if (later !== undefined) return { by: 'same-inputs', run: later.run };
    const [tip] = covering;
    return facts.verify === 'batch-tip' && tip !== undefined
      ? { by: 'batch-tip', run: tip.run }
      : null;
  });
}

/** Whether a run over several links ran what this one touches, and so all it affects; another may take it back. */
function hasCovered({ reach }: Link, { run }: PlacedRun): boolean {
  return reach !== null && [...reach.touches].every((project) => run.covers.has(project));
}

/** For each link up to which place no later story affects what it affects; where nobody knows, no later one is left. */
function findUntouched(chain: readonly Link[]): number[] {
  const next = new Map<string, number>();
  let end = chain.length;
  const untouched = chain.map(() => 0);
  for (const [index, { reach }] of [...chain.entries()].reverse()) {
    if (reach === null) end = index + 1;
    const affects = [...(reach?.affects ?? [])];
    untouched[index] = Math.min(end, ...affects.map((one) => next.get(one) ?? end));
    if (reach === null) end = index;
    for (const project of affects) next.set(project, index);
  }
  return untouched;
}

/** How far one run can prove each link that it covers, from a place on. */
function findProvable(untouched: readonly number[], from: number, open: number): number {
  let to = open;
  for (let index = from; index < to - 1; index++) to = Math.min(to, untouched[index] ?? to);
  return Math.max(to, from + 1);
}

/** How far a green run reaches before a red one's end. */
function lastGreen(runs: readonly PlacedRun[], before: number): number {
  return Math.max(
    0,
    ...runs.filter(({ run, end }) => run.result === 'passed' && end < before).map(({ end }) => end),
  );
}

/** The trouble that a red run has from trunk: what is wrong there, and was not seen green at a place before the run's end. */
function findInherited(
  runs: readonly PlacedRun[],
  { onTrunk, covers }: ChainRun,
  place: number,
): TrunkTrouble | null {
  if (onTrunk === null) return null;
  if (onTrunk.kind === 'did-not-run') {
    const isMended =
      runs.some(({ run, end }) => run.result === 'passed' && end === place) &&
      [...covers].every((project) => isGreenAt(runs, project, place));
    return isMended ? null : onTrunk;
  }
  const tasks = onTrunk.tasks.filter(({ project }) => !isGreenAt(runs, project, place));
  return tasks.length === 0 ? null : { kind: 'red', tasks };
}

/** Whether a run saw a project green at a place; one that did not cover it says that it is as where the run began. */
function isGreenAt(runs: readonly PlacedRun[], project: string, place: number): boolean {
  return runs
    .filter(({ run, end }) => run.result === 'passed' && end === place)
    .some(({ run, start }) => run.covers.has(project) || isGreenAt(runs, project, start));
}
