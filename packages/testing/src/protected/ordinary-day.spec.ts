import { join } from 'node:path';
import { must, run } from '../process/run';
import { writeFiles } from '../repository/repository';
import { createProtectedRepository, type ProtectedRepository } from './protected-repository';

const MESSAGE = /\[[A-Z_]+\]|storygate/i;

/** Runs git as someone at work would; whatever goes wrong, or a word from Storygate, fails the test. */
async function work(cwd: string, ...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await run('git', args, { cwd });
  expect({ args, exitCode, stderr: MESSAGE.test(stderr) ? stderr : '' }).toEqual({
    args,
    exitCode: 0,
    stderr: '',
  });
  return stdout;
}

async function commit(cwd: string, file: string, ...args: string[]): Promise<string> {
  writeFiles(cwd, { [file]: `${file}\n` });
  await work(cwd, 'add', file);
  await work(cwd, 'commit', '--quiet', '-m', `Add ${file}`, ...args);
  return work(cwd, 'rev-parse', 'HEAD');
}

/** Another clone lands an attested commit on the remote trunk, as a colleague's `storygate merge` would. */
async function landElsewhere({ folder, remote, git, attest }: ProtectedRepository) {
  const elsewhere = join(folder, 'elsewhere');
  await must('git', ['clone', '--quiet', remote ?? '', elsewhere], { cwd: folder });
  writeFiles(elsewhere, { 'colleague.txt': 'colleague\n' });
  await must('git', ['add', 'colleague.txt'], { cwd: elsewhere });
  await must('git', ['commit', '--quiet', '-m', 'Land from elsewhere'], { cwd: elsewhere });
  await must('git', ['push', '--quiet', 'origin', 'main'], { cwd: elsewhere });
  const landed = await must('git', ['rev-parse', 'HEAD'], { cwd: elsewhere });
  await git('fetch', '--quiet', 'origin');
  await attest(landed);
  return landed;
}

describe('a day of ordinary git on armed worktrees', () => {
  let repository: ProtectedRepository;
  beforeAll(async () => {
    repository = await createProtectedRepository('remote');
  });

  it('commits, amends, stashes, rebases, picks, bisects and resets in a story', async () => {
    const { story } = repository;
    await commit(story, 'one.txt');
    await work(story, 'commit', '--quiet', '--amend', '-m', 'Add one, said better');
    const two = await commit(story, 'two.txt');
    writeFiles(story, { 'one.txt': 'changed\n' });
    await work(story, 'stash');
    await work(story, 'stash', 'pop');
    await work(story, 'checkout', '--quiet', '--', 'one.txt');
    await work(story, 'checkout', '--quiet', '-b', 'try', 'main');
    await work(story, 'cherry-pick', two);
    await work(story, 'revert', '--no-edit', 'HEAD');
    await work(story, 'reset', '--quiet', '--hard', 'HEAD~1');
    await work(story, 'checkout', '--quiet', 'story/login');
    await work(story, 'rebase', '--quiet', 'try');
    await work(story, 'merge', '--no-ff', '--quiet', '-m', 'Merge main', 'main');
    await work(story, 'bisect', 'start', 'HEAD', 'main~1');
    await work(story, 'bisect', 'reset');
    await work(story, 'branch', '-d', 'try');
    await work(story, 'tag', 'v1');
    await work(story, 'tag', '-d', 'v1');
    await work(story, 'notes', 'add', '-m', 'A note');
    expect(await work(story, 'status', '--porcelain')).toBe('');
  });

  it('adds, uses, moves and removes worktrees, one made by hand among them', async () => {
    const { root, folder } = repository;
    const byHand = join(folder, 'site', 'by-hand');
    await work(root, 'worktree', 'add', '--quiet', '-b', 'story/by-hand', byHand);
    await commit(byHand, 'by-hand.txt');
    await work(root, 'worktree', 'move', byHand, `${byHand}-moved`);
    await work(root, 'worktree', 'remove', `${byHand}-moved`);
    await work(root, 'worktree', 'prune');
    await work(root, 'branch', '-D', 'story/by-hand');
  });

  it('packs, collects garbage and packs again', async () => {
    const { root, story } = repository;
    const before = await work(root, 'for-each-ref', '--format=%(refname) %(objectname)');
    await work(root, 'pack-refs', '--all', '--prune');
    await work(story, 'gc', '--quiet', '--prune=now');
    await work(root, 'gc', '--quiet', '--aggressive');
    await work(root, 'reflog', 'expire', '--expire=now', '--all');
    await work(root, 'repack', '-adq');
    await work(root, 'fsck');
    expect(await work(root, 'for-each-ref', '--format=%(refname) %(objectname)')).toBe(before);
  });

  it('fetches and pulls what landed on the remote trunk, and pushes a branch', async () => {
    const { root, story, remote } = repository;
    const landed = await landElsewhere(repository);
    await work(root, 'pull', '--quiet', '--ff-only');
    expect(await work(root, 'rev-parse', 'main')).toBe(landed);
    await work(root, 'pull', '--quiet', '--rebase');
    await work(story, 'fetch', '--quiet', '--prune', '--all');
    await work(story, 'rebase', '--quiet', 'origin/main');
    await work(story, 'push', '--quiet', 'origin', 'HEAD:refs/heads/topic');
    await work(story, 'push', '--quiet', 'origin', '--delete', 'topic');
    expect(await work(remote ?? '', 'rev-parse', 'main')).toBe(landed);
  });

  it('leaves an audit and a doctor with nothing to name', async () => {
    expect(await repository.storygate('audit')).toMatchObject({ exitCode: 0 });
    await repository.storygate('doctor', '--fix');
    expect((await repository.storygate('doctor')).output).not.toMatch(/UNARMED|UNATTESTED|STALE/);
  });
});
