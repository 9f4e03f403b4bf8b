import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { deviationOf } from './formulas';
import { drawCharts } from './page/charts';
import { renderPage } from './page/page';
import { timePlanning } from './planning-time';
import { simulateAll } from './results';

const DOCS = join(__dirname, '..', '..', '..', 'docs');

/** The aims: a simulated count this close to its formula, and a plan for a thousand stories in this many milliseconds. */
const MOST_DEVIATION = 0.05;
const MOST_PLANNING = 100;

/**
 * `npm run bench -- queue-sim [--write | --check]`: prints the page with its tables, or writes it and its charts below
 * docs/, or says whether what is there is current. Returns true when an aim is missed, or docs/ is out of date.
 */
export function benchQueueSim(args: readonly string[]): boolean {
  const { values } = parseArgs({
    args: [...args],
    options: { write: { type: 'boolean' }, check: { type: 'boolean' } },
  });
  const results = simulateAll();
  const files = {
    'queue-simulation.md': renderPage(results),
    ...Object.fromEntries(
      Object.entries(drawCharts(results)).map(([name, svg]) => [join('charts', name), svg]),
    ),
  };
  const planning = timePlanning();
  console.log(values.write || values.check ? '' : files['queue-simulation.md']);
  console.log(`planning 1,000 queued stories: ${planning.toFixed(1)} ms (aim: ≤ ${MOST_PLANNING})`);
  if (values.write) for (const [name, text] of Object.entries(files)) write(name, text);
  const stale = values.check ? Object.entries(files).filter(isStale) : [];
  for (const [name] of stale) console.log(`docs/${name} is not current: run it with --write`);
  const worst = Math.max(...results.checks.map(deviationOf));
  console.log(`furthest from a formula: ${(100 * worst).toFixed(1)} % (aim: ≤ 5 %)`);
  return stale.length > 0 || worst > MOST_DEVIATION || planning > MOST_PLANNING;
}

function write(name: string, text: string): void {
  const file = join(DOCS, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function isStale([name, text]: [string, string]): boolean {
  return readFileSync(join(DOCS, name), 'utf8') !== text;
}
