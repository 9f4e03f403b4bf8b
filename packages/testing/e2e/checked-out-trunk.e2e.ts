import { join } from 'node:path';
import { createLeanWorkspace, type Workspace } from '../src/index';
import type { GateDocument } from './documents';
import { expectExit, expectOutcomes } from './endings';
import { packs } from './packs';
import { takeSnapshot, trunkOf } from './snapshot';

/** Landing while somebody works in trunk's checkout, and while somebody works in the story. */
describe('landing under people’s hands', () => {
  let acme: Workspace;
  beforeAll(async () => {
    acme = await createLeanWorkspace(packs);
  });

  async function story(id: string, files: Readonly<Record<string, string>>) {
    const started = await acme.nx(['g', 'story', id]);
    expectExit(started, 0);
    await acme.story(id).commit(`Change for ${id}`, files);
    return acme.story(id);
  }

  it('brings a clean checkout of trunk along', async () => {
    await story('clean', { 'packages/greeting/more.js': 'exports.more = 1;\n' });
    const [landed] = await expectOutcomes(acme, { clean: 'merged' });
    expect(await trunkOf(acme)).toBe(landed?.commit);
    expect(acme.read('packages/greeting/more.js')).toBe('exports.more = 1;\n');
    expect(await acme.git('status', '--porcelain')).toBe('');
  });

  it('keeps uncommitted changes to other files', async () => {
    await story('elsewhere', { 'packages/greeting/more.js': 'exports.more = 2;\n' });
    acme.write({ 'README.md': '# Being rewritten\n', 'scratch.txt': 'mine\n' });
    await expectOutcomes(acme, { elsewhere: 'merged' });
    expect(acme.read('README.md')).toBe('# Being rewritten\n');
    expect(acme.read('packages/greeting/more.js')).toBe('exports.more = 2;\n');
    expect(await acme.git('status', '--porcelain')).toBe(' M README.md\n?? scratch.txt');
    await acme.git('checkout', '--', 'README.md');
    await acme.run('rm', ['scratch.txt']);
  });

  it.each([
    ['changed', 'packages/greeting/more.js', 'exports.more = "mine";\n'],
    ['untracked', 'packages/greeting/newer.js', 'mine\n'],
  ])('refuses before gating when the same file is %s there', async (id, path, mine) => {
    await story(id, { [path]: 'exports.theirs = 3;\n' });
    acme.write({ [path]: mine });
    const before = await takeSnapshot(acme);
    await expectOutcomes(acme, { [id]: 'checks-failed' });
    expect(await takeSnapshot(acme)).toEqual(before);
    expect(acme.read(path)).toBe(mine);
    const text = await acme.storygate(['merge', id]);
    expect(text.stderr).toContain(path);
    await acme.run('git', ['checkout', '--', '.']);
    await acme.run('git', ['clean', '-fdq']);
  });

  it('gates the candidate, not the story’s folder, nor what its cache says of it', async () => {
    const sly = await story('sly', { 'packages/audit/index.test.js': `require('helper');\n` });
    const helper = join('node_modules', 'helper.js');
    sly.write({ [helper]: '// makes the suite green, and is no input of it\n' });
    expectExit(await sly.nx(['affected', '-t', 'gate']), 0);
    await sly.run('rm', [helper]);
    // The cache answers for a suite that is red by now, with the very hash that the candidate's task has.
    const poisoned = await sly.json<GateDocument>(['gate']);
    expect(poisoned.json.result).toBe('passed');
    const [refused] = await expectOutcomes(acme, { sly: 'gate-failed' });
    expect(JSON.stringify(refused?.failedTasks)).toContain('@acme/audit');
  });

  it('gates with dependencies of its own: no file of them is also a file of another checkout', async () => {
    const inodes = async (root: string) => {
      const files = ['node_modules', '-type', 'f', '-printf', '%i\\n'];
      const { stdout } = await acme.at(root).run('find', files);
      return stdout.split('\n');
    };
    const gate = new Set(await inodes(acme.story('gate.trunk').root));
    expect(gate.size).toBeGreaterThan(1000);
    for (const root of [acme.root, acme.story('sly').root]) {
      expect((await inodes(root)).filter((inode) => gate.has(inode))).toEqual([]);
    }
  });

  it('lands the pinned commit when the story is amended while its gate runs', async () => {
    const started = `${acme.folder}/started`;
    const goOn = `${acme.folder}/go-on`;
    const amended = await story('amended', {
      'packages/audit/index.test.js': `const fs = require('node:fs');
fs.writeFileSync(${JSON.stringify(started)}, '');
(function wait() {
  if (!fs.existsSync(${JSON.stringify(goOn)})) setTimeout(wait, 20);
})();
`,
    });
    const pinned = await amended.git('rev-parse', 'HEAD');
    const merging = expectOutcomes(acme, { amended: 'merged' });
    await acme.run('sh', ['-c', `until [ -e '${started}' ]; do sleep 0.05; done`], {
      timeout: 120_000,
    });
    amended.write({ 'packages/audit/smuggled.js': 'exports.smuggled = true;\n' });
    await amended.git('add', '--all');
    await amended.git('commit', '--quiet', '--no-verify', '--amend', '--no-edit');
    acme.at(acme.folder).write({ 'go-on': '' });

    const [landed] = await merging;
    expect(landed?.head).toBe(pinned);
    expect(await acme.git('ls-tree', '-r', '--name-only', 'main')).not.toContain('smuggled');
    expect(await amended.git('log', '-1', '--format=%s')).toBe('Change for amended');
    expect(amended.has('packages/audit/smuggled.js')).toBe(true);
  });

  it('says conflicted, with the files, when two stories change the same line', async () => {
    await story('first', { 'README.md': '# First\n' });
    await story('second', { 'README.md': '# Second\n' });
    await expectOutcomes(acme, { first: 'merged' });
    const before = await takeSnapshot(acme);
    const [refused] = await expectOutcomes(acme, { second: 'conflicted' });
    expect(JSON.stringify(refused?.conflicts)).toContain('README.md');
    expect(await takeSnapshot(acme)).toEqual(before);
    const text = await acme.nx(['merge', 'trunk', '--story=second']);
    expect([text.exitCode, /README\.md/.test(text.output)]).toEqual([1, true]);
    expect(text.output).toMatch(/^error: .*\[[A-Z_]+\]$/m);
  });
});
