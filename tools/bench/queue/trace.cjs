// Loaded into every Node process of a measured run: notes when it started and ended, what it was, and how long a
// processor worked for it.
const { appendFileSync } = require('node:fs');

const file = process.env.BENCH_TRACE;
if (file) {
  process.on('exit', () => {
    const { timeOrigin } = performance;
    const argv = process.argv.slice(1);
    const { user, system } = process.cpuUsage();
    const cpu = (user + system) / 1e6;
    appendFileSync(file, `${JSON.stringify({ start: timeOrigin, end: Date.now(), cpu, argv })}\n`);
  });
}
