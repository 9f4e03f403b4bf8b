import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLeanWorkspace, type Workspace } from '../src/index';
import type { AuditDocument, MergeDocument } from './documents';
import { expectExit, expectOutcomes, expectRefusal, startStory } from './endings';
import { packs } from './packs';
import { commitOf } from './snapshot';

/** Trunk is `origin/main`: landing is one atomic push with a lease. */
describe('a trunk on a remote', () => {
  let acme: Workspace;
  let setUp: string;
  const remote = () => acme.at(acme.remote);
  beforeAll(async () => {
    acme = await createLeanWorkspace(packs);
    const key = join(acme.folder, 'director');
    await acme.run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', key]);
    await acme.git('config', 'storygate.signingKey', key);
    const keys = [readFileSync(`${key}.pub`, 'utf8').trim()];
    const nxJson = JSON.parse(acme.read('nx.json')) as { plugins: unknown[] };
    const options = { trunk: { remote: 'origin' }, merge: { keys } };
    nxJson.plugins = [{ plugin: '@storygate/nx', options }];
    acme.write({ 'nx.json': `${JSON.stringify(nxJson, null, 2)}\n` });
    await acme.git('commit', '--quiet', '--no-verify', '-am', 'Name the remote trunk');
    await acme.git('push', '--quiet', '--no-verify', 'origin', 'main');
    setUp = await acme.git('rev-parse', 'HEAD');
  });

  it('lands there together with the ledger, and brings main along', async () => {
    await startStory(acme, 'login');
    await acme.story('login').commit('More', { 'packages/audit/more.js': 'exports.more = 1;\n' });
    const [landed] = await expectOutcomes(acme, { login: 'merged' });
    expect(await remote().git('rev-parse', 'main')).toBe(landed?.commit);
    expect(await commitOf(remote(), 'refs/storygate/ledger')).not.toBeNull();
    expect(await acme.git('rev-parse', 'origin/main')).toBe(landed?.commit);
  });

  it('lands what the director approved by a runner, which gates nothing', async () => {
    await startStory(acme, 'govern');
    await acme.story('govern').commit('Govern', { '.github/workflows/ci.yml': 'on: push\n' });
    await expectOutcomes(acme, { govern: 'needs-approval' });
    const approved = await acme.json<{ tree: string; base: string }>(['approve', 'govern']);
    expectExit(approved, 0);
    expect(approved.json).toMatchObject({ approved: true, published: true });
    expectExit(await acme.json<MergeDocument>(['merge', 'govern', '--no-wait']), 0);

    const runner = ['runner', '--once', '--remote', acme.remote];
    const place = ['--directory', join(acme.folder, 'runner')];
    const ran = await acme.json<{ ended: object[] }>([...runner, ...place]);
    expect(ran.json.ended).toEqual([
      expect.objectContaining({ story: 'govern', outcome: 'merged', published: true }),
    ]);
    const { tree, base } = approved.json;
    expect(await remote().git('rev-parse', 'main^{tree}', 'main^')).toBe(`${tree}\n${base}`);
    const audit = await acme.json<AuditDocument>(['audit']);
    expect(audit).toMatchObject({ exitCode: 1, json: { unattested: [{ commit: setUp }] } });
    await acme.git('pull', '--quiet', '--ff-only');
  });

  it('lands on what another clone pushed meanwhile, once that is certified', async () => {
    await startStory(acme, 'late');
    await acme.story('late').commit('Late', { 'packages/audit/late.js': 'exports.late = 1;\n' });
    const other = acme.at(`${acme.folder}/other`);
    await acme.git('clone', '--quiet', acme.remote, other.root);
    other.write({ 'README.md': '# Pushed by another clone\n' });
    await other.git('commit', '--quiet', '-am', 'From another clone');
    await other.git('push', '--quiet', '--no-verify', 'origin', 'HEAD:main');
    const theirs = await other.git('rev-parse', 'HEAD');

    expectRefusal(await acme.storygate(['merge', 'late']), 1, 'TRUNK_UNPROVEN');
    expect(await remote().git('rev-parse', 'main')).toBe(theirs);
    expectExit(await acme.storygate(['certify']), 0);
    const [landed] = await expectOutcomes(acme, { late: 'merged' });
    expect(landed?.base).toBe(theirs);
    expect(await remote().git('rev-parse', 'main~1')).toBe(theirs);
    const audit = await acme.json<AuditDocument>(['audit']);
    expect(audit).toMatchObject({ exitCode: 0, json: { unattested: [] } });
  });
});
