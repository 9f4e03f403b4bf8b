import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, writeFiles, type Repository as Sandbox } from '@storygate/testing';
import { mortalGit } from '../git/mortal-git.fixture';
import { parseStoryId } from '../names/story-id';
import { requireRepository, type Repository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { previewRemoval, removeStory } from './remove-story';

const STORY = parseStoryId('login');
const quiet = () => undefined;
let sandbox: Sandbox;
let repository: Repository;
let folder: string;

beforeEach(async () => {
  sandbox = await createRepository({ 'nx.json': '{}', '.gitignore': '*.log\n', 'a.txt': 'a\n' });
  folder = join(sandbox.folder, 'login');
  await sandbox.git('worktree', 'add', '--quiet', '-b', 'story/login', folder);
  repository = await requireRepository(sandbox.root);
});

const preview = async () => previewRemoval(repository, await requireTrunk(repository), STORY);
const inStory = (...args: string[]) => sandbox.git('-C', folder, ...args);

async function commitInStory(files: Record<string, string>): Promise<string> {
  writeFiles(folder, files);
  await inStory('add', '--', ...Object.keys(files));
  await inStory('commit', '--quiet', '-m', 'Work');
  return inStory('rev-parse', 'HEAD');
}

const isGone = async () =>
  !existsSync(folder) &&
  (await sandbox.tryGit('rev-parse', '--verify', '--quiet', 'refs/heads/story/login')).exitCode ===
    1 &&
  !(await sandbox.git('worktree', 'list')).includes('login');

describe('removeStory', () => {
  it('archives nothing where all of it is on trunk', async () => {
    expect(await removeStory(repository, await preview(), quiet)).toEqual({ archive: null });
    expect(await isGone()).toBe(true);
    expect(await sandbox.git('for-each-ref', 'refs/storygate/archive')).toBe('');
  });

  it('keeps commits, uncommitted and untracked files in the archive', async () => {
    const head = await commitInStory({ 'done.txt': 'done\n' });
    writeFiles(folder, { 'a.txt': 'uncommitted\n', 'new/b.txt': 'untracked\n' });
    const plan = await preview();
    expect(plan).toMatchObject({ dirty: ['a.txt', 'new/b.txt'] });
    const { archive } = await removeStory(repository, plan, quiet);
    expect(await isGone()).toBe(true);
    expect(await sandbox.git('rev-parse', `${archive}^`)).toBe(head);
    expect(await sandbox.git('show', `${archive}:a.txt`)).toBe('uncommitted');
    expect(await sandbox.git('show', `${archive}:new/b.txt`)).toBe('untracked');
  });

  it('keeps the commits of a story whose folder is gone', async () => {
    const head = await commitInStory({ 'done.txt': 'done\n' });
    await sandbox.git('worktree', 'remove', folder);
    const plan = await preview();
    expect(plan).toMatchObject({ path: null });
    const { archive } = await removeStory(repository, plan, quiet);
    expect(await sandbox.git('rev-parse', `${archive}^`)).toBe(head);
    expect(await isGone()).toBe(true);
  });

  it('removes nothing when a commit is made after the plan', async () => {
    writeFiles(folder, { 'a.txt': 'uncommitted\n' });
    const plan = await preview();
    const head = await commitInStory({ 'a.txt': 'uncommitted\n' });
    await expect(removeStory(repository, plan, quiet)).rejects.toThrow('changed');
    expect(await inStory('rev-parse', 'story/login')).toBe(head);
    expect(existsSync(folder)).toBe(true);
  });

  it('removes nothing when a file is written after the plan of a story that needed no archive', async () => {
    const plan = await preview();
    writeFiles(folder, { 'late.txt': 'late\n' });
    await expect(removeStory(repository, plan, quiet)).rejects.toThrow('changed');
    expect(readFileSync(join(folder, 'late.txt'), 'utf8')).toBe('late\n');
  });

  it('frees the id, and keeps the record and the logs', async () => {
    writeFiles(repository.layout.stories, { 'login/runs/1/nx.log': 'log\n' });
    await removeStory(repository, await preview(), quiet);
    expect(existsSync(join(repository.layout.stories, 'login'))).toBe(false);
    const kept = join(repository.layout.root, 'removed/login/1/runs/1/nx.log');
    expect(readFileSync(kept, 'utf8')).toBe('log\n');
  });
});

describe('what is out of the ordinary', () => {
  it('keeps what git was told not to look at', async () => {
    await inStory('update-index', '--assume-unchanged', 'a.txt');
    writeFiles(folder, { 'a.txt': 'hidden\n' });
    const { archive } = await removeStory(repository, await preview(), quiet);
    expect(await sandbox.git('show', `${archive}:a.txt`)).toBe('hidden');
  });

  it('keeps what a vanished worktree had staged, and says where it was', async () => {
    writeFiles(folder, { 'staged.txt': 'staged\n' });
    await inStory('add', 'staged.txt');
    rmSync(folder, { recursive: true });
    const plan = await preview();
    expect(plan).toMatchObject({ path: null, vanished: folder, dirty: ['staged.txt'] });
    const { archive } = await removeStory(repository, plan, quiet);
    expect(await sandbox.git('show', `${archive}:staged.txt`)).toBe('staged');
    expect(await isGone()).toBe(true);
  });

  it('forgets no other worktree whose folder is away', async () => {
    const other = join(sandbox.folder, 'other');
    await sandbox.git('worktree', 'add', '--quiet', '--detach', other);
    renameSync(other, `${other}-away`);
    await removeStory(repository, await preview(), quiet);
    renameSync(`${other}-away`, other);
    expect(await sandbox.git('-C', other, 'status', '--porcelain')).toBe('');
  });

  it("leaves somebody else's worktree in the story's place, and stashes", async () => {
    const place = join(sandbox.folder, 'repository.stories/login');
    await sandbox.git('worktree', 'remove', folder);
    await sandbox.git('worktree', 'add', '--quiet', '-b', 'theirs', place);
    writeFiles(place, { 'a.txt': 'stashed\n' });
    await sandbox.git('-C', place, 'stash', '--quiet');
    writeFiles(place, { 'theirs.txt': 'theirs\n' });
    const stash = await sandbox.git('rev-parse', 'refs/stash');
    const plan = await preview();
    expect(plan).toMatchObject({ path: null, dirty: [] });
    await removeStory(repository, plan, quiet);
    expect(readFileSync(join(place, 'theirs.txt'), 'utf8')).toBe('theirs\n');
    expect(await sandbox.git('rev-parse', 'refs/stash')).toBe(stash);
  });

  it('leaves a submodule-like repository inside where it is', async () => {
    writeFiles(folder, { 'inner/file.txt': 'x\n' });
    await inStory('-C', 'inner', 'init', '--quiet');
    await inStory('-C', 'inner', 'add', '.');
    await inStory('-C', 'inner', 'commit', '--quiet', '-m', 'Inner');
    await expect(removeStory(repository, await preview(), quiet)).rejects.toMatchObject({
      code: 'NESTED_REPOSITORY',
    });
    expect(existsSync(join(folder, 'inner/file.txt'))).toBe(true);
  });

  it('refuses while a submodule has what no remote has', async () => {
    const library = await createRepository({ 'lib.txt': 'lib\n' });
    const local = ['-c', 'protocol.file.allow=always'];
    await inStory(...local, 'submodule', '--quiet', 'add', library.root, 'sub');
    await inStory('commit', '--quiet', '-m', 'Submodule');
    expect((await preview()).kind).toBe('removal');
    writeFiles(join(folder, 'sub'), { 'lib.txt': 'changed\n' });
    await inStory('-C', 'sub', 'commit', '--quiet', '--all', '-m', 'Own work');
    await expect(preview()).rejects.toMatchObject({
      code: 'NESTED_REPOSITORY',
      facts: { submodules: ['sub'] },
    });
  });

  it("takes the branch's settings away with it", async () => {
    await sandbox.git('branch', '--quiet', '--set-upstream-to=main', 'story/login');
    await removeStory(repository, await preview(), quiet);
    const left = await sandbox.tryGit('config', '--get-regexp', String.raw`^branch\.story`);
    expect(left.stdout).toBe('');
  });
});

/** Each call of git that changes something, on both sides, until there is no such call any more. */
it('loses nothing and ends, wherever it is killed and run again', async () => {
  const head = await commitInStory({ 'done.txt': 'done\n' });
  writeFiles(folder, { 'a.txt': 'uncommitted\n', 'new.txt': 'new\n' });
  let end = '';
  for (let call = 1; end !== 'done'; call += 2) {
    const { git, died } = mortalGit(sandbox.root, {
      call,
      when: call % 4 === 1 ? 'after' : 'before',
    });
    const dying = removeStory({ ...repository, git }, await preview(), quiet);
    end = await Promise.race([dying.then(() => 'done'), died]);
    await sandbox.tryGit('update-ref', '-d', 'refs/storygate/lock/stories');
    const refs = await sandbox.git('for-each-ref', '--format=%(refname)', 'refs/storygate/archive');
    const isLeft = (await sandbox.tryGit('rev-parse', '--verify', 'story/login')).exitCode === 0;
    if (!isLeft && end === 'died' && existsSync(join(repository.layout.stories, 'login')))
      await removeStory(repository, await preview(), quiet);
    if (isLeft) continue;
    expect(await isGone()).toBe(true);
    // Whoever is killed and runs again makes no second archive.
    expect(refs).toBe('refs/storygate/archive/login/1');
    const archive = 'refs/storygate/archive/login/1';
    expect(await sandbox.git('rev-parse', `${archive}^`)).toBe(head);
    expect(await sandbox.git('show', `${archive}:a.txt`)).toBe('uncommitted');
    expect(await sandbox.git('show', `${archive}:new.txt`)).toBe('new');
    break;
  }
});

describe('previewRemoval', () => {
  it('refuses in the middle of a merge', async () => {
    await commitInStory({ 'a.txt': 'story\n' });
    await sandbox.commit('Clash', { 'a.txt': 'clash\n' });
    expect((await sandbox.tryGit('-C', folder, 'merge', 'main')).exitCode).toBe(1);
    await expect(preview()).rejects.toMatchObject({ code: 'OPERATION_UNFINISHED' });
  });

  it('refuses a locked worktree, and one the command runs in', async () => {
    await sandbox.git('worktree', 'lock', folder);
    await expect(preview()).rejects.toMatchObject({ code: 'WORKTREE_LOCKED' });
    repository = await requireRepository(folder);
    await expect(preview()).rejects.toMatchObject({ code: 'INSIDE_STORY' });
  });

  it('refuses while a program works there, and names it', async () => {
    const program = spawn(process.execPath, ['-e', 'process.stdin.resume(); console.log(1)'], {
      cwd: folder,
    });
    await once(program.stdout, 'data');
    await expect(preview()).rejects.toMatchObject({
      code: 'PROCESS_INSIDE',
      facts: { processes: [{ pid: program.pid, name: expect.any(String) as unknown }] },
    });
    program.stdin.end();
    await once(program, 'exit');
    expect(await preview()).toMatchObject({ story: 'login' });
  });

  it('refuses a branch that is checked out elsewhere too', async () => {
    const other = join(sandbox.folder, 'other');
    await sandbox.git('worktree', 'add', '--quiet', '--force', other, 'story/login');
    await expect(preview()).rejects.toMatchObject({ code: 'CHECKED_OUT_ELSEWHERE' });
    await sandbox.git('worktree', 'remove', other);
    await sandbox.git('worktree', 'remove', folder);
    await sandbox.git('switch', '--quiet', 'story/login');
    await expect(preview()).rejects.toMatchObject({
      code: 'CHECKED_OUT_ELSEWHERE',
      facts: { elsewhere: [sandbox.root] },
    });
  });

  it('refuses a bisect, and conflicts that a stash left', async () => {
    await commitInStory({ 'a.txt': 'story\n' });
    await inStory('bisect', 'start');
    await expect(preview()).rejects.toMatchObject({ code: 'OPERATION_UNFINISHED' });
    await inStory('bisect', 'reset');
    writeFiles(folder, { 'a.txt': 'stashed\n' });
    await inStory('stash', '--quiet');
    await commitInStory({ 'a.txt': 'other\n' });
    await sandbox.tryGit('-C', folder, 'stash', 'pop');
    await expect(preview()).rejects.toMatchObject({ code: 'UNRESOLVED_CONFLICTS' });
  });

  it('says which stories there are where there is none of that name', async () => {
    const trunk = await requireTrunk(repository);
    await expect(previewRemoval(repository, trunk, parseStoryId('nope'))).rejects.toMatchObject({
      kind: 'refusal',
      code: 'NO_SUCH_STORY',
      facts: { stories: ['login'] },
    });
  });
});
