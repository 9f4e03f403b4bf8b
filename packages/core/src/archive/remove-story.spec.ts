import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, writeFiles, type Repository as Sandbox } from '@storygate/testing';
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
    expect([...plan.dirty].sort()).toEqual(['a.txt', 'new/b.txt']);
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
    expect(plan.path).toBeNull();
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

  it('says which stories there are where there is none of that name', async () => {
    const trunk = await requireTrunk(repository);
    await expect(previewRemoval(repository, trunk, parseStoryId('nope'))).rejects.toMatchObject({
      kind: 'refusal',
      code: 'NO_SUCH_STORY',
      facts: { stories: ['login'] },
    });
  });
});
