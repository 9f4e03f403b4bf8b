import type { Outcome } from '../experiments';
import type { Measures } from '../measure';
import type { Results } from '../results';
import { drawChart, type Chart } from './chart';

/** The page's charts, by the names of their files. */
export function drawCharts({ outcomes, sizes }: Results): Record<string, string> {
  const charts: Record<string, Chart> = {
    'queue-machine-time.svg': {
      title: 'Machine time by failure rate',
      across: 'stories that are red by themselves',
      up: 'seconds for each landed story',
      ...lines(outcomes.failures, 'seconds'),
    },
    'queue-gate-runs.svg': {
      title: 'Gate runs by failure rate',
      across: 'stories that are red by themselves',
      up: 'gate runs for each landed story',
      ...lines(outcomes.failures, 'runs'),
    },
    'queue-waiting.svg': {
      title: 'Waiting by how fast stories come',
      across: 'stories that come, against what one by one can land',
      up: 'minutes until the median story landed',
      ...lines(withoutBurst(outcomes.arrivals), 'wait'),
    },
    'queue-innocents.svg': {
      title: 'Innocent stories sent back, by flaky runs',
      across: "one story's gate runs that meet a flaky task",
      up: 'innocents in a thousand stories',
      ...lines(outcomes.flakes, 'innocents'),
    },
    'queue-batch-size.svg': {
      title: 'Machine time by batch size (batch-tip)',
      across: 'stories in a batch',
      up: 'seconds for each landed story',
      ...bySize(sizes),
    },
  };
  return Object.fromEntries(
    Object.entries(charts).map(([file, chart]) => [file, drawChart(chart)]),
  );
}

type Lines = Pick<Chart, 'points' | 'series'>;

/** All rules but the one that has the same numbers as another. */
function lines({ columns, rows }: Outcome, measure: keyof Measures): Lines {
  const told = rows.filter(({ name }) => name !== 'prefixes, 1 machine');
  return {
    points: columns.map((name) => ({ at: parseFloat(name.replace('load ', '')), name })),
    series: told.map(({ name, cells }) => ({ name, values: cells.map((cell) => cell[measure]) })),
  };
}

function withoutBurst({ columns, rows }: Outcome): Outcome {
  const last = columns.length - 1;
  return {
    columns: columns.slice(0, last),
    rows: rows.map(({ name, cells }) => ({ name, cells: cells.slice(0, last) })),
  };
}

/** Fixed sizes across, each doubling as wide as the one before; a line for each failure rate. */
function bySize({ columns, rows }: Outcome): Lines {
  const fixed = rows.filter(({ name }) => /^\d+$/.test(name));
  return {
    points: fixed.map(({ name }) => ({ at: Math.log2(Number(name)), name })),
    series: columns.map((name, column) => ({
      name: `${name} red`,
      values: fixed.map(({ cells }) => cells[column]?.seconds ?? 0),
    })),
  };
}
