import { createLeanWorkspace, type Workspace } from '../src/index';
import type { GateDocument } from './documents';
import { expectExit, expectOutcomes, expectRed, startStory } from './endings';
import { packs } from './packs';
import { trunkOf } from './snapshot';

/** What a change affects is Nx's to say, and versions differ in how they say it (facts/nx.md, A). */
describe.each(['23.2.1', '24.0.6'] as const)('what is gated on Nx %s', (nx) => {
  let acme: Workspace;
  beforeAll(async () => {
    acme = await createLeanWorkspace(packs, { nx });
  });

  it('gates the projects that read a root file, when only that file changed', async () => {
    const rules = await startStory(acme, 'rules');
    rules.edit('rules.json', '"debugger"', '"debugger", "eval"');
    await rules.commit('Forbid eval');

    const gated = await rules.nx(['affected', '-t', 'gate']);
    expectExit(gated, 0);
    const { json } = await rules.json<GateDocument>(['gate']);
    const linted = json.tasks.filter(({ target }) => target === 'lint');
    expect(linted.map(({ project }) => project).sort()).toEqual(
      expect.arrayContaining(['@acme/cart', '@acme/money']),
    );
  });

  it('refuses a root file that turns a project red', async () => {
    const rules = acme.story('rules');
    rules.edit('rules.json', '"eval"', '"toFixed"');
    await rules.commit('Forbid toFixed');
    expectRed(await rules.nx(['affected', '-t', 'gate']));

    const trunk = await trunkOf(acme);
    const [refused] = await expectOutcomes(acme, { rules: 'gate-failed' });
    expect(JSON.stringify(refused?.failedTasks)).toContain('@acme/money');
    expect(await trunkOf(acme)).toBe(trunk);

    rules.edit('rules.json', '"toFixed"', '"eval"');
    await rules.commit('Forbid eval instead');
    await expectOutcomes(acme, { rules: 'merged' });
  });

  it('lands a change to documentation alone, and says that no project is affected', async () => {
    await startStory(acme, 'docs');
    await acme.story('docs').commit('Describe Acme', { 'README.md': '# Acme, described\n' });
    const trunk = await trunkOf(acme);
    const merged = await acme.nx(['merge', 'trunk', '--story=docs']);
    expectExit(merged, 0);
    expect(merged.output).toMatch(/no project is affected/i);
    expect(await trunkOf(acme)).not.toBe(trunk);
    expect(acme.read('README.md')).toBe('# Acme, described\n');
  });

  it('tells a project without checks from a green one', async () => {
    const notes = await startStory(acme, 'notes');
    await notes.commit('Add a project without targets', {
      'packages/notes/project.json': '{ "name": "notes" }\n',
    });
    const gated = await notes.nx(['run', 'notes:gate']);
    expect(gated.output).toMatch(/no checks/i);
    const { json } = await notes.json<GateDocument>(['gate']);
    expect(json.withoutChecks).toEqual(['notes']);
    expect(json.tasks.map(({ project }) => project)).not.toContain('notes');
  });
});
