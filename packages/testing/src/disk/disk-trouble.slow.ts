import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  fillDisk,
  mountReadOnly,
  mountSmallDisk,
  unmountAll,
  unmountLast,
  whereMounting,
} from '../folders/mounts';
import { must, type Finished } from '../process/run';
import { sourceScript } from '../process/source-script';
import {
  createProtectedRepository,
  type ProtectedRepository,
} from '../protected/protected-repository';
import { writeFiles } from '../repository/repository';

const BLOCK = 4096;
const DISK = 6_000_000;

/** Prints the candidate that the story `login` comes to on trunk. */
const CANDIDATE = `
const { requireRepository } = source('repository/repository');
const { requireTrunk } = source('repository/trunk');
const { candidateOf } = source('landing/candidate-of');
const repository = await requireRepository(args[0]);
const trunk = await requireTrunk(repository);
const head = await repository.git.line(['rev-parse', 'story/login']);
const { commit } = await candidateOf(repository, trunk, { id: 'login', head, strategy: null });
console.log(commit);`;

/** In blocks: by 10 a landing of this story has moved trunk and written its result; the checkout takes some 30 more. */
const ROOMS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 28, 36];

/** A landing of a proven story, which writes wherever a landing writes but for the gate's own places. */
whereMounting(describe)('a landing', () => {
  let repository: ProtectedRepository;
  let site: string;
  let before: string;
  let candidate: string;

  beforeAll(async () => {
    repository = await createProtectedRepository('local');
    site = join(repository.folder, 'site');
    const files = { 'cart.txt': noise(40_000), 'much.txt': noise(80_000) };
    writeFiles(repository.story, files);
    await repository.git('-C', repository.story, 'add', ...Object.keys(files));
    await repository.git('-C', repository.story, 'commit', '--quiet', '-m', 'Add much');
    const script = sourceScript('core', CANDIDATE, [repository.root]);
    candidate = await must(process.execPath, script, { cwd: repository.root });
    before = await repository.git('rev-parse', 'main');
    await must('mv', ['site', 'unproven'], { cwd: repository.folder });
    await must('cp', ['-a', 'unproven', 'site'], { cwd: repository.folder });
    await repository.attest(candidate);
    await must('mv', ['site', 'proven'], { cwd: repository.folder });
    await must('mkdir', ['site'], { cwd: repository.folder });
  });
  afterEach(unmountAll);

  /** What a disk of its own holds at first. */
  async function lay(state: 'proven' | 'unproven'): Promise<void> {
    await mountSmallDisk(site, DISK);
    await must('cp', ['-a', `${state}/.`, 'site'], { cwd: repository.folder });
  }

  const trunk = () => repository.git('rev-parse', 'main');
  const status = () => repository.git('status', '--porcelain');

  function expectTrouble({ exitCode, stderr }: Finished, codes: string): void {
    const errors = stderr.split('\n').filter((line) => line.startsWith('error: '));
    expect({ exitCode, errors }).toEqual({
      exitCode: 1,
      errors: [expect.stringMatching(new RegExp(`\\[(${codes})\\]$`))],
    });
    expect(stderr).toMatch(/^hint: /m);
  }

  /** The same command, when nothing is in its way any more, and what has to be so then. */
  async function expectToLand(): Promise<void> {
    const again = await repository.storygate('merge', 'login');
    expect(again.output).not.toContain('error:');
    expect([await trunk(), await repository.git('rev-parse', 'HEAD')]).toEqual([
      candidate,
      candidate,
    ]);
    expect([await status(), await repository.git('symbolic-ref', 'HEAD')]).toEqual([
      '',
      'refs/heads/main',
    ]);
    await repository.git('fsck', '--strict', '--no-dangling');
    expect((await repository.storygate('audit')).exitCode).toBe(0);
    expect(await queued()).toBe('');
  }

  const queued = () =>
    repository.git('for-each-ref', '--format=%(refname)', 'refs/storygate/queue');

  it.each(ROOMS)('comes to no harm on a disk with room for %d blocks', async (blocks) => {
    await lay('proven');
    const filler = fillDisk(site, blocks * BLOCK);
    const merged = await repository.storygate('merge', 'login');
    if (merged.exitCode !== 0) expectTrouble(merged, 'DISK_FULL');
    expect([before, candidate]).toContain(await trunk());
    rmSync(filler);
    expect(await status()).toBe('');
    await expectToLand();
  });

  it.each(['', 'acme', 'acme/.git', 'acme/.git/objects', 'acme/.git/refs'])(
    'is refused by name where /%s is read-only',
    async (folder) => {
      await lay('proven');
      await mountReadOnly(join(site, folder));
      expectTrouble(await repository.storygate('merge', 'login'), 'NO_ACCESS');
      await unmountLast();
      expect([await trunk(), await status(), await queued()]).toEqual([before, '', '']);
      await expectToLand();
    },
  );

  it('leaves the queue as it was where the gate workspace has no room, or can’t be written', async () => {
    await lay('unproven');
    await repository.storygate('merge', 'login', '--no-wait');
    const entry = await queued();
    expect(entry).not.toBe('');
    const gate = join(site, 'acme.stories');
    await mountSmallDisk(gate, 20 * BLOCK);
    await must('git', ['-C', repository.root, 'worktree', 'list'], { cwd: site });
    expectTrouble(await repository.storygate('merge'), 'DISK_FULL');
    await unmountLast();
    await mountReadOnly(gate);
    expectTrouble(await repository.storygate('merge'), 'BAD_STORIES_DIRECTORY');
    await unmountLast();
    expect([await trunk(), await queued()]).toEqual([before, entry]);
    await repository.attest(candidate);
    await expectToLand();
  });
});

/** Text that git can't make smaller. */
function noise(size: number): string {
  return randomBytes(size).toString('base64').slice(0, size);
}
