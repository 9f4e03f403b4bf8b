// Loaded into every Node process of a measured run: notes when it started and ended, and what it was.
const { appendFileSync } = require('node:fs');

const file = process.env.BENCH_TRACE;
if (file) {
  process.on('exit', () => {
    const { timeOrigin } = performance;
    const argv = process.argv.slice(1);
    appendFileSync(file, `${JSON.stringify({ start: timeOrigin, end: Date.now(), argv })}\n`);
  });
}
