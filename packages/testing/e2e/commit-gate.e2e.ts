import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLeanWorkspace, type Checkout, type Workspace } from '../src/index';
import type { GateDocument } from './documents';
import { expectExit, expectRefusal } from './endings';
import { packs } from './packs';

interface CommitGateDocument extends GateDocument {
  readonly commit: string;
  readonly output: string | null;
  readonly attestation: string | null;
  readonly differences: readonly { readonly path?: string }[];
}

const AUDIT = 'packages/audit/index.js';

/** A forge's runner: a clone whose checkout is detached, without a local trunk, as actions/checkout leaves it. */
describe('the gate of a commit that a forge has merged', () => {
  let acme: Workspace;
  let runner: Checkout;
  let base: string;
  beforeAll(async () => {
    acme = await createLeanWorkspace(packs);
    const root = join(acme.folder, 'runner', 'acme');
    mkdirSync(root, { recursive: true });
    await acme.git('clone', '--quiet', '--no-local', acme.root, root);
    runner = acme.at(root);
    base = await runner.git('rev-parse', 'HEAD');
    await runner.git('checkout', '--quiet', '--detach');
    await runner.git('branch', '--quiet', '-D', 'main');
    expectExit(await runner.run('npm', ['ci', '--prefer-offline']), 0);
  });

  /** A merge commit with one change, made as the forge makes it: nobody's checkout has it. */
  async function merged(change: () => void): Promise<string> {
    await runner.git('checkout', '--quiet', '--detach', base);
    change();
    await runner.git('commit', '--quiet', '--no-verify', '-am', 'Change');
    const head = await runner.git('rev-parse', 'HEAD');
    await runner.git('checkout', '--quiet', '--detach', base);
    return runner.git('commit-tree', '-m', 'Merge', '-p', base, '-p', head, `${head}^{tree}`);
  }

  function gate(commit: string, output: string) {
    const range = ['--merged', '--commit', commit, '--base', base];
    return runner.json<CommitGateDocument>(['gate', ...range, '--output', output]);
  }

  it('proves a green one, and copies the run and the attestation', async () => {
    const commit = await merged(() => runner.edit(AUDIT, "' '", "' ' + ''"));
    const output = join(acme.folder, 'green');
    const gated = await gate(commit, output);
    expectExit(gated, 0);
    expect(gated.json).toMatchObject({ commit, base, result: 'passed', output, differences: [] });
    expect(readdirSync(output).sort()).toEqual(['attestation.json', 'run']);
    const envelope = JSON.parse(readFileSync(join(output, 'attestation.json'), 'utf8')) as {
      payload: string;
    };
    expect(JSON.parse(Buffer.from(envelope.payload, 'base64').toString())).toMatchObject({
      subject: [{ digest: { gitCommit: commit, gitTree: gated.json.tree } }],
      predicate: { base, head: commit },
    });
    expectRefusal(
      await runner.storygate([
        'gate',
        '--merged',
        '--commit',
        commit,
        '--base',
        base,
        '--output',
        output,
      ]),
      1,
      'OUTPUT_TAKEN',
    );
  });

  it('refuses a change to what governs gates, naming it, and attests nothing', async () => {
    const commit = await merged(() => {
      const nxJson = JSON.parse(runner.read('nx.json')) as object;
      runner.write({ 'nx.json': JSON.stringify({ ...nxJson, parallel: 2 }) });
    });
    const output = join(acme.folder, 'governing');
    const gated = await gate(commit, output);
    expectExit(gated, 1);
    expect(gated.stderr).toMatch(/\[NEEDS_APPROVAL\]$/m);
    expect(gated.json).toMatchObject({ result: 'passed', attestation: null });
    expect(gated.json.differences).toContainEqual(expect.objectContaining({ path: 'nx.json' }));
    expect(readdirSync(output)).toEqual(['run']);
  });

  it('refuses a red one with a command that reproduces it', async () => {
    const commit = await merged(() => runner.edit(AUDIT, "' '", "''"));
    const output = join(acme.folder, 'red');
    const gated = await gate(commit, output);
    expectExit(gated, 1);
    expect(gated.json).toMatchObject({ result: 'failed', attestation: null });
    expect(gated.stderr).toMatch(/@acme\/audit:test failed on the merged tree \[GATE_FAILED\]$/m);
    expect(gated.stderr).toContain(`gate --merged --commit ${commit} --base ${base}`);
    expect(readdirSync(output)).toEqual(['run']);
  });

  it('refuses half of the options as a usage error', async () => {
    expectRefusal(await runner.storygate(['gate', '--commit', base]), 2, 'HALF_A_COMMIT_GATE');
  });
});
