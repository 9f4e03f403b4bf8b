// `node tools/together.mjs <script> <script>…`: runs npm scripts side by side; fails when one of them does.
import { spawn } from 'node:child_process';

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const ends = process.argv.slice(2).map(
  (script) =>
    new Promise((resolve) => {
      const child = spawn(npm, ['run', script], { stdio: 'inherit' });
      child.on('close', (code) => resolve(code === 0));
    }),
);
process.exitCode = (await Promise.all(ends)).every(Boolean) ? 0 : 1;
