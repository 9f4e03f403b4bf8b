// Figures of runs as tables.

/** The median of each figure over rounds; `right` only when it was right in all of them. */
export function median(rounds) {
  const names = Object.keys(rounds[0]);
  return Object.fromEntries(
    names.map((name) => {
      const values = rounds.map((figures) => figures[name]);
      return [name, name === 'right' ? values.every(Boolean) : middle(values)];
    }),
  );
}

function middle(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** What a burst took, and how that compares. */
export function tableOf(figures) {
  const floor = figures.floor.total;
  const loop = figures['loop, own cache'].total;
  return mapRows(figures, ({ total, landed, right, nxStarts, gateRuns, gitCalls }) => ({
    seconds: round(total, 1),
    'of floor': round(total / floor, 2),
    'of loop': round(total / loop, 2),
    landed: right ? landed : `${landed}, not the right ones`,
    'gate runs a landing': round(gateRuns / landed, 2),
    'Nx starts a landing': round(nxStarts / landed, 2),
    'git calls': gitCalls,
  }));
}

/** Where those seconds were spent. */
export function whereTimeGoes(figures) {
  return mapRows(figures, ({ total, suites, nx, hooks, install, rest, nxCpu, otherCpu }) => ({
    'suites (s)': round(suites, 1),
    'Nx beside them (s)': round(nx, 1),
    'asked by hooks (s)': round(hooks, 1),
    'npm (s)': round(install, 1),
    'all else (s)': round(rest, 1),
    'outside of Nx (%)': round(((hooks + install + rest) / total) * 100, 1),
    'Nx, processor (s)': round(nxCpu, 1),
    'other Node, processor (s)': round(otherCpu, 1),
  }));
}

export function round(value, digits) {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

function mapRows(figures, row) {
  return Object.fromEntries(Object.entries(figures).map(([way, run]) => [way, row(run)]));
}
