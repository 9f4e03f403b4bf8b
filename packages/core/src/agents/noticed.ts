import * as v from 'valibot';
import type { Round } from './plan-round';

/** What can be noticed of an agent beside its work. */
const WHAT = ['main-checkout', 'trunk', 'refused', 'hooks', 'governing', 'tests'] as const;

/** The form of what was noticed, in records. */
export const noticedSchema = v.object({
  /**
   * `main-checkout`: files that changed there while it worked, which a person may have done; `trunk`: commits that came onto
   * a guarded trunk meanwhile without a proof; `refused`: what git did not let it do; `hooks`: worktrees in
   * which git was kept from running Storygate's hooks while it worked, and which were armed again; `governing`: files that govern gates and
   * that its story changed; `tests`: files by which its story tests less than trunk.
   */
  what: v.picklist(WHAT),
  names: v.array(v.string()),
});

/** Something an agent did, or may have done, that whoever put it to work wants to know. */
export type Noticed = v.InferOutput<typeof noticedSchema>;

/** Of each kind, so many names are kept. */
const MOST_NAMES = 20;

/** What was noticed in all rounds so far. What a round shows of the story as a whole counts only as the last one shows it. */
export function noticedIn(rounds: readonly Round[]): Noticed[] {
  const last = rounds.at(-1);
  const found: Readonly<Record<Noticed['what'], readonly string[]>> = {
    'main-checkout': rounds.flatMap(({ elsewhere }) => elsewhere),
    trunk: rounds.flatMap(({ onTrunk }) => onTrunk),
    refused: last?.refused ?? [],
    hooks: rounds.flatMap(({ disarmed }) => disarmed),
    governing: last?.governing ?? [],
    tests: last?.takenTests ?? [],
  };
  return WHAT.flatMap((what) => {
    const names = [...new Set(found[what])].slice(0, MOST_NAMES);
    return names.length === 0 ? [] : [{ what, names }];
  });
}
