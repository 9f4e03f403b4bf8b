import * as v from 'valibot';

/** What can be noticed of an agent beside its work. */
const WHAT = ['main-checkout', 'trunk', 'refused', 'hooks', 'governing', 'tests'] as const;

type What = (typeof WHAT)[number];

/** What one turn shows, by what it is. */
export type Sightings = Readonly<Record<What, readonly string[]>>;

/** The form of what was noticed, in records. */
export const noticedSchema = v.object({
  /**
   * `main-checkout`: files that changed there while it worked, which a person may have done; `trunk`: commits that came onto
   * a guarded trunk meanwhile without a proof; `refused`: what git did not let it do; `hooks`: worktrees in
   * which git was kept from running Storygate's hooks while it worked, and which were armed again; `governing`: files that
   * govern gates and that its story changed; `tests`: files by which its story tests less than trunk.
   */
  what: v.picklist(WHAT),
  names: v.array(v.string()),
});

/** Something an agent did, or may have done, that whoever put it to work wants to know. */
export type Noticed = v.InferOutput<typeof noticedSchema>;

/** Shown of all that was done so far, so that the last turn says it. */
const AS_THE_LAST_SHOWS: readonly What[] = ['refused', 'governing', 'tests'];

/** Of each kind, so many names are kept. */
const MOST_KEPT = 20;

/** What was noticed in all turns so far. */
export function noticedIn(turns: readonly Sightings[]): Noticed[] {
  return WHAT.flatMap((what) => {
    const counting = AS_THE_LAST_SHOWS.includes(what) ? turns.slice(-1) : turns;
    const names = [...new Set(counting.flatMap((seen) => seen[what]))].slice(0, MOST_KEPT);
    return names.length === 0 ? [] : [{ what, names }];
  });
}

const DOUBTS: readonly What[] = ['trunk', 'governing', 'tests'];

/** Whether it makes a green gate no proof: the agent may have changed what it takes to be green. */
export function isDoubt({ what }: Noticed): boolean {
  return DOUBTS.includes(what);
}

const WORDS: Readonly<Record<What, string>> = {
  'main-checkout': 'in the main checkout these changed while it worked',
  trunk: 'trunk got what nothing proves while it worked',
  refused: 'git refused it',
  hooks: 'while it worked git was kept from running hooks in',
  governing: 'it changed what governs gates',
  tests: 'it tests less than trunk',
};

/** So many names stand in one clause; more are in the record. */
const MOST_NAMED = 3;

/** What was noticed, as a clause; a reason that names it holds exactly this one. */
export function describeNoticed({ what, names }: Noticed): string {
  const left = names.length - MOST_NAMED;
  const more = left > 0 ? `, and ${left} more` : '';
  return `${WORDS[what]}: ${names.slice(0, MOST_NAMED).join(', ')}${more}`;
}
