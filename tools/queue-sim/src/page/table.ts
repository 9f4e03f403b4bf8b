import type { Outcome } from '../experiments';
import type { Check } from '../formulas';
import type { GridRow } from '../grid';
import type { Measures } from '../measure';
import { ALL_CONTENDERS } from '../contenders';

type Row = readonly string[];

/** A table in markdown, its columns aligned so that it also reads well in a terminal. */
export function renderTable([head, ...rows]: readonly [Row, ...Row[]]): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((row) => (row[column] ?? '').length)),
  );
  const line = (row: Row) =>
    `| ${widths.map((width, column) => pad(row[column] ?? '', width, column)).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** What is told of a rule, and with how many decimals. */
export interface Told {
  readonly measure: keyof Measures;
  readonly decimals: number;
}

/** One measure of every rule, in every column of an experiment. */
export function renderOutcome({ columns, rows }: Outcome, { measure, decimals }: Told): string {
  return renderTable([
    ['', ...columns],
    ...rows.map(({ name, cells }) => [
      name,
      ...cells.map((cell) => cell[measure].toFixed(decimals)),
    ]),
  ]);
}

/** Simulated counts beside computed ones. */
export function renderChecks(checks: readonly Check[]): string {
  const rates = [...new Set(checks.map(({ failures }) => failures))];
  const rules = [...new Set(checks.map(({ rule }) => rule))];
  return renderTable([
    ['simulated (by the formula)', ...rates.map((rate) => `${rate} %`), 'formula'],
    ...rules.map((rule) => {
      const own = checks.filter((check) => check.rule === rule);
      const counts = own.map(
        ({ simulated, computed }) => `${simulated.toFixed(2)} (${computed.toFixed(2)})`,
      );
      return [rule, ...counts, `\`${own[0]?.text ?? ''}\``];
    }),
  ]);
}

const WHOLE: readonly (Told & { readonly head: string })[] = [
  { head: 'gate runs', measure: 'runs', decimals: 2 },
  { head: 'machine time, s', measure: 'seconds', decimals: 1 },
  { head: 'median wait, min', measure: 'wait', decimals: 1 },
  { head: 'slow wait, min', measure: 'longWait', decimals: 1 },
  { head: 'innocents in 1,000', measure: 'innocents', decimals: 1 },
  { head: 'red commits', measure: 'redCommits', decimals: 0 },
];

/** Every measure of every rule, in the only column of an experiment. */
export function renderWhole({ rows }: Outcome): string {
  return renderTable([
    ['', ...WHOLE.map(({ head }) => head)],
    ...rows.map(({ name, cells: [cell] }) => [
      name,
      ...WHOLE.map(({ measure, decimals }) => cell?.[measure].toFixed(decimals) ?? ''),
    ]),
  ]);
}

/** Every measure of every rule over all combinations: the median, or the sum of what can't be told of a single one. */
export function renderGrid(grid: readonly GridRow[]): string {
  return renderTable([
    ['', ...WHOLE.map(({ head }) => head)],
    ...ALL_CONTENDERS.map((name) => {
      const rows = grid.filter(({ contender }) => contender === name).map((row) => row.measures);
      return [name, ...WHOLE.map((told) => summarize(rows, told))];
    }),
  ]);
}

function summarize(rows: readonly Measures[], { measure, decimals }: Told): string {
  const values = rows.map((row) => row[measure]).sort((a, b) => a - b);
  const sum = values.reduce((total, one) => total + one, 0);
  if (measure === 'redCommits') return String(sum);
  const told = measure === 'innocents' ? sum / values.length : values[values.length >> 1];
  return told?.toFixed(decimals) ?? '';
}

function pad(text: string, width: number, column: number): string {
  return column === 0 ? text.padEnd(width) : text.padStart(width);
}
