import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createLeanWorkspace,
  pidsIn,
  STUBBORN_PIDS,
  STUBBORN_PROGRAM,
  type Workspace,
} from '../src/index';
import type { GateDocument } from './documents';
import { expectExit, expectOutcomes, startStory } from './endings';
import { packs } from './packs';
import { takeSnapshot } from './snapshot';

/** What continuous integration has no time for. */
const thorough = process.env['STORYGATE_THOROUGH'] ? it : it.skip;

/** A gate that could not do its work is never green, however the story brought that about. */
describe('a gate that does not run', () => {
  let acme: Workspace;
  beforeAll(async () => {
    acme = await createLeanWorkspace(packs);
  });

  const broken = {
    'takes the plugin out of nx.json': ['unplugged', 'nx.json', '{ "defaultBase": "main" }\n'],
    'breaks the project graph': ['graphless', 'packages/money/package.json', '{ "name": \n'],
  } as const;

  it.each(Object.entries(broken))('refuses a story that %s', (_, [id, file, content]) =>
    expectRefused(id, file, content),
  );

  thorough('refuses a story that wants dependencies that cannot be had', () =>
    expectRefused(
      'starved',
      'packages/audit/package.json',
      '{ "name": "@acme/audit", "version": "0.0.1", "dependencies": { "@acme/nowhere": "9.9.9" } }\n',
    ),
  );

  async function expectRefused(id: string, file: string, content: string): Promise<void> {
    const story = await startStory(acme, id);
    story.write({ [file]: content });
    await story.git('commit', '--quiet', '--no-verify', '-am', 'Break it');
    const before = await takeSnapshot(acme);

    await expectOutcomes(acme, { [id]: 'did-not-run' });
    const text = await acme.nx(['merge', 'trunk', `--story=${id}`]);
    expectExit(text, 1);
    expect(text.output).toMatch(/^error: .*\[DID_NOT_RUN\]$/m);
    expect(await takeSnapshot(acme)).toEqual(before);
  }

  thorough('ends a gate that hangs, with all that it started, and names the task', async () => {
    const { plugins, ...nxJson } = JSON.parse(acme.read('nx.json')) as { plugins: unknown[] };
    const others = plugins.filter((one) => !JSON.stringify(one).includes('@storygate/nx'));
    const limited = { plugin: '@storygate/nx', options: { gate: { timeLimit: 0.3 } } };
    acme.write({ 'nx.json': JSON.stringify({ ...nxJson, plugins: [...others, limited] }) });
    await acme.git('-c', 'core.hooksPath=/dev/null', 'commit', '--quiet', '-am', 'Limit gates');
    const pids = join(acme.folder, 'pids');
    const hung = await startStory(acme, 'hung');
    await hung.commit('Hang', {
      'packages/audit/index.test.js': `require('node:child_process').spawnSync(
  process.execPath, ${JSON.stringify(STUBBORN_PROGRAM)},
  { stdio: ['ignore', require('node:fs').openSync(${JSON.stringify(pids)}, 'a'), 'inherit'] });\n`,
    });
    const [outcome] = await expectOutcomes(acme, { hung: 'did-not-run' });
    expect(outcome?.reason).toBe(
      'it was stopped at its limit of 0.3 minutes (gate.timeLimit) while @acme/audit:test ran',
    );
    const started = pidsIn(readFileSync(pids, 'utf8'));
    expect(started).toHaveLength(STUBBORN_PIDS);
    const { stdout } = await acme.run('ps', ['-A', '-o', 'pid=,stat=']);
    const living = stdout.split('\n').filter((line) => !line.includes('Z'));
    expect(living.filter((line) => started.includes(Number.parseInt(line, 10)))).toEqual([]);
  });

  it('does not call a story green whose node_modules are gone', async () => {
    const bare = await startStory(acme, 'bare');
    bare.edit('packages/audit/index.js', "' '", "' : '");
    await bare.git('commit', '--quiet', '--no-verify', '-am', 'Change audit');
    await bare.run('rm', ['-rf', 'node_modules']);
    const gated = await acme.json<GateDocument>(['gate', 'bare']);
    expect([gated.exitCode, gated.json.result]).toEqual([1, 'did-not-run']);
  });
});
