/**
 * Times two ways of doing one thing, one after the other in turns, so that whatever else the machine does meets both;
 * returns the median milliseconds of each.
 */
export function alternate(runs, first, second) {
  const times = [[], []];
  for (let run = 0; run < runs; run++) {
    for (const [index, way] of [first, second].entries()) {
      way.prepare?.();
      const started = performance.now();
      way.run();
      times[index].push(performance.now() - started);
    }
  }
  return times.map(median);
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
