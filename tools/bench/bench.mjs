// `npm run bench -- <name>`: measures one thing and prints a table; exits 1 when an aim is missed.
import { disposeFolders } from '../../packages/testing/dist/index.js';
import { benchHooks } from './hooks.mjs';

const BENCHES = { hooks: benchHooks };

const [name] = process.argv.slice(2);
const bench = BENCHES[name];
if (bench === undefined) {
  console.error(`usage: npm run bench -- <${Object.keys(BENCHES).join('|')}>`);
  process.exit(2);
}

try {
  const rows = await bench();
  console.table(
    Object.fromEntries(
      rows.map(({ what, without, protectedBy, aim }) => [
        what,
        {
          'without (ms)': round(without),
          'with (ms)': round(protectedBy),
          'more (ms)': round(protectedBy - without),
          'aim (ms)': `≤ ${aim}`,
        },
      ]),
    ),
  );
  if (rows.some(({ without, protectedBy, aim }) => protectedBy - without > aim))
    process.exitCode = 1;
} finally {
  disposeFolders();
}

function round(milliseconds) {
  return Math.round(milliseconds * 10) / 10;
}
