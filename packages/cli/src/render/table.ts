import type { Output } from '../output';

/** Prints rows of cells, each column as wide as its widest cell. */
export function renderTable(output: Output, rows: readonly (readonly string[])[]): void {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  for (const row of rows) {
    const cells = row.map((cell, at) => cell.padEnd(widths?.[at] ?? 0));
    output.say(cells.join('  ').trimEnd());
  }
}
