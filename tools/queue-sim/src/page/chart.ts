/** One line of a chart. */
export interface Series {
  readonly name: string;
  readonly values: readonly number[];
}

/** A value's place across, in any unit, and its name there. */
export interface Point {
  readonly at: number;
  readonly name: string;
}

/** A line chart: values over a few points. */
export interface Chart {
  readonly title: string;
  readonly across: string;
  readonly up: string;
  readonly points: readonly Point[];
  readonly series: readonly Series[];
}

const SIZE = { width: 760, height: 420 };
const PLOT = { left: 64, top: 48, right: 545, bottom: 360 };
/** Told apart by most eyes, on white and on black (Okabe and Ito 2008); each line has dashes of its own besides. */
const COLORS = [
  '#808080',
  '#b08000',
  '#e69f00',
  '#cc79a7',
  '#56b4e9',
  '#0072b2',
  '#009e73',
  '#d55e00',
];
const DASHES = ['', '2 3', '8 3', '8 3 2 3', '4 4', '', '', ''];
const LABEL_HEIGHT = 17;

/** Draws a chart as SVG that follows the reader's light or dark mode. */
export function drawChart({ title, across, up, points, series }: Chart): string {
  const ticks = findTicks(Math.max(...series.flatMap(({ values }) => values)));
  const top = ticks.at(-1) ?? 1;
  const [start, end] = [points[0]?.at ?? 0, points.at(-1)?.at ?? 1];
  const x = (index: number) =>
    PLOT.left + ((PLOT.right - PLOT.left) * ((points[index]?.at ?? 0) - start)) / (end - start);
  const y = (value: number) => PLOT.bottom - ((PLOT.bottom - PLOT.top) * value) / top;
  const labels = spreadOut(series.map(({ values }) => y(values.at(-1) ?? 0)));
  const middle = (PLOT.left + PLOT.right) / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${escape(title)}">`,
    '<style>',
    'text { font: 13px system-ui, sans-serif; fill: #1f2328 } .back { fill: #ffffff } .grid { stroke: #d0d7de }',
    '@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .back { fill: #0d1117 } .grid { stroke: #30363d } }',
    '.title { font-size: 15px; font-weight: 600 } path { fill: none; stroke-width: 2.2 } .end { text-anchor: end } .mid { text-anchor: middle }',
    '</style>',
    `<rect class="back" width="${SIZE.width}" height="${SIZE.height}"/>`,
    `<text class="title" x="${PLOT.left}" y="26">${escape(title)}</text>`,
    ...ticks.flatMap((tick) => [
      `<line class="grid" x1="${PLOT.left}" x2="${PLOT.right}" y1="${round(y(tick))}" y2="${round(y(tick))}"/>`,
      `<text class="end" x="${PLOT.left - 8}" y="${round(y(tick) + 4)}">${tick}</text>`,
    ]),
    ...points.map(
      ({ name }, index) =>
        `<text class="mid" x="${round(x(index))}" y="${PLOT.bottom + 20}">${escape(name)}</text>`,
    ),
    `<text class="mid" x="${middle}" y="${PLOT.bottom + 44}">${escape(across)}</text>`,
    `<text class="mid" transform="translate(18 ${(PLOT.top + PLOT.bottom) / 2}) rotate(-90)">${escape(up)}</text>`,
    ...series.flatMap(({ name, values }, index) => {
      const color = COLORS[index % COLORS.length] ?? '';
      const line = values.map((value, at) => `${round(x(at))} ${round(y(value))}`).join('L');
      const last = { x: x(values.length - 1), y: y(values.at(-1) ?? 0) };
      const label = labels[index] ?? last.y;
      return [
        `<path d="M${line}" stroke="${color}" stroke-dasharray="${DASHES[index % DASHES.length] ?? ''}"/>`,
        ...values.map(
          (value, at) =>
            `<circle cx="${round(x(at))}" cy="${round(y(value))}" r="3.4" fill="${color}"/>`,
        ),
        `<path d="M${round(last.x + 5)} ${round(last.y)}L${PLOT.right + 16} ${round(label)}" stroke="${color}" style="stroke-width: 1"/>`,
        `<text x="${PLOT.right + 20}" y="${round(label + 4)}">${escape(name)}</text>`,
      ];
    }),
    '</svg>',
    '',
  ].join('\n');
}

/** Round numbers from zero to the first that is not less than the largest value. */
function findTicks(largest: number): number[] {
  const step = [0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000].find(
    (one) => largest / one <= 6,
  );
  const size = step ?? largest / 6;
  const count = Math.ceil(largest / size);
  return Array.from({ length: count + 1 }, (_, index) => round(index * size));
}

/** Moves labels apart so that none covers another, each as little as its neighbours allow. */
function spreadOut(wanted: readonly number[]): number[] {
  const order = [...wanted.keys()].sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const placed = [...wanted];
  let next = -Infinity;
  for (const index of order) {
    placed[index] = Math.max(wanted[index] ?? 0, next);
    next = (placed[index] ?? 0) + LABEL_HEIGHT;
  }
  let limit = PLOT.bottom + 20;
  for (const index of order.reverse()) {
    placed[index] = Math.min(placed[index] ?? 0, limit);
    limit = (placed[index] ?? 0) - LABEL_HEIGHT;
  }
  return placed;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
