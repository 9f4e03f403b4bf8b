import { join } from 'node:path';
import { createRepository, storygateFromSource, writeFiles } from '@storygate/testing';

/** What someone who pushes would wait for in vain: what runs gates, reads ledgers, or parses what a person typed. */
const SLOW = [
  /node_modules\/(simple-git|commander|execa|jsonc-parser|p-limit)\//,
  /core\/src\/(index|ledger\/|landing\/|gate\/run-gate|gate-workspace\/|process\/run-program)/,
  /cli\/src\/(program|commands\/)/,
];

it('loads no more than the answer to a push needs', async () => {
  const { root, folder } = await createRepository({ 'nx.json': '{}' });
  const listing = `process.on('exit', () => console.log(Object.keys(require.cache).join('\\n')));\n`;
  writeFiles(folder, { 'list-loaded.js': listing });
  const end = await storygateFromSource(['hook', 'pre-push', 'origin', 'url'], {
    cwd: root,
    input: '',
    env: { NODE_OPTIONS: `--require=${join(folder, 'list-loaded.js')}` },
  });
  expect(end).toMatchObject({ exitCode: 0, stderr: '' });
  const loaded = end.stdout.split('\n');
  expect(loaded).toContainEqual(expect.stringContaining('core/src/push/check-push.ts'));
  expect(loaded.filter((file) => SLOW.some((slow) => slow.test(file)))).toEqual([]);
});
