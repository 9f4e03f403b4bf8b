import { ALL_CONTENDERS, CONTENDERS, type Contender } from './contenders';
import { measure, type Measures } from './measure';
import type { Circumstances } from './workload';

/** One rule in one combination of circumstances. */
export interface GridRow {
  readonly contender: Contender;
  readonly given: Circumstances;
  readonly measures: Measures;
}

const STREAMS: readonly Pick<Circumstances, 'arrivals' | 'stories'>[] = [
  { arrivals: 'burst', stories: 1 },
  { arrivals: 'burst', stories: 8 },
  { arrivals: 'burst', stories: 64 },
  { arrivals: 'burst', stories: 1000 },
  { arrivals: { load: 0.8 }, stories: 64 },
  { arrivals: { load: 1.2 }, stories: 64 },
  { arrivals: { load: 1.2 }, stories: 250 },
];

/** Every combination of failures, flakes, conflicts, arrivals and sizes, for every rule: some two thousand rows. */
export function tryAll(): GridRow[] {
  const rows: GridRow[] = [];
  for (const stream of STREAMS)
    for (const failures of [2, 5, 10, 20])
      for (const flakes of [0, 1, 5])
        for (const conflicts of [0, 3, 5]) {
          const given: Circumstances = {
            ...stream,
            ...{ failures, flakes, conflicts, clashes: 0, mended: 0, touch: 'mixed' },
          };
          const queues = Math.max(1, Math.round(64 / given.stories));
          for (const contender of ALL_CONTENDERS)
            rows.push({
              contender,
              given,
              measures: measure(CONTENDERS[contender], given, queues),
            });
        }
  return rows;
}
