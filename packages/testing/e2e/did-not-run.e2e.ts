import { createLeanWorkspace, type Workspace } from '../src/index';
import type { GateDocument } from './documents';
import { expectExit, expectOutcomes, startStory } from './endings';
import { packs } from './packs';
import { takeSnapshot } from './snapshot';

/** A gate that could not do its work is never green, however the story brought that about. */
describe('a gate that does not run', () => {
  let acme: Workspace;
  beforeAll(async () => {
    acme = await createLeanWorkspace(packs);
  });

  const broken = {
    'takes the plugin out of nx.json': ['unplugged', 'nx.json', '{ "defaultBase": "main" }\n'],
    'breaks the project graph': ['graphless', 'packages/money/package.json', '{ "name": \n'],
    'wants dependencies that cannot be had': [
      'starved',
      'packages/audit/package.json',
      '{ "name": "@acme/audit", "version": "0.0.1", "dependencies": { "@acme/nowhere": "9.9.9" } }\n',
    ],
  } as const;

  it.each(Object.entries(broken))('refuses a story that %s', async (_, [id, file, content]) => {
    const story = await startStory(acme, id);
    story.write({ [file]: content });
    await story.git('commit', '--quiet', '--no-verify', '-am', 'Break it');
    const before = await takeSnapshot(acme);

    await expectOutcomes(acme, { [id]: 'did-not-run' });
    const text = await acme.nx(['merge', 'trunk', `--story=${id}`]);
    expectExit(text, 1);
    expect(text.output).toMatch(/^error: .*\[DID_NOT_RUN\]$/m);
    expect(await takeSnapshot(acme)).toEqual(before);
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
