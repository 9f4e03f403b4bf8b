import { join } from 'node:path';
import { createRepository, writeFiles, type Repository as Sandbox } from '@storygate/testing';
import { parseStoryId } from '../names/story-id';
import { requireRepository } from '../repository/repository';
import { requireTrunk } from '../repository/trunk';
import { dropArchives } from './drop-archives';
import { describeArchives } from './describe-archives';
import { previewRemoval, removeStory } from './remove-story';
import { previewTidying } from './tidy-stories';

let sandbox: Sandbox;

async function begin(id: string, files: Record<string, string> = {}): Promise<string> {
  const folder = join(sandbox.folder, id);
  await sandbox.git('worktree', 'add', '--quiet', '-b', `story/${id}`, folder);
  if (Object.keys(files).length > 0) await work(folder, files);
  return folder;
}

async function work(folder: string, files: Record<string, string>): Promise<void> {
  writeFiles(folder, files);
  await sandbox.git('-C', folder, 'add', '--all');
  await sandbox.git('-C', folder, 'commit', '--quiet', '-m', 'Work');
}

async function squash(id: string): Promise<void> {
  await sandbox.git('merge', '--quiet', '--squash', `story/${id}`);
  await sandbox.git('commit', '--quiet', '-m', `Land\n\nStory: ${id}`);
}

beforeEach(async () => {
  sandbox = await createRepository({ 'nx.json': '{}', 'a.txt': 'a\n' });
});

it('removes what landed and is clean, and keeps and names what holds more', async () => {
  await begin('squashed', { 'one.txt': '1\n' });
  await begin('merged', { 'two.txt': '2\n' });
  const later = await begin('later', { 'three.txt': '3\n' });
  const dirty = await begin('dirty', { 'four.txt': '4\n' });
  await begin('open', { 'five.txt': '5\n' });
  for (const id of ['squashed', 'later', 'dirty']) await squash(id);
  await sandbox.git('merge', '--quiet', '--no-ff', '-m', 'Merge', 'story/merged');
  await begin('fresh');
  await work(later, { 'more.txt': 'more\n' });
  writeFiles(dirty, { 'note.txt': 'note\n' });

  const repository = await requireRepository(sandbox.root);
  const { removals, kept } = await previewTidying(repository, await requireTrunk(repository));
  expect(removals.map(({ story }) => story).sort()).toEqual(['merged', 'squashed']);
  expect(kept.toSorted((a, b) => (a.story < b.story ? -1 : 1))).toEqual([
    { story: 'dirty', reason: 'it has uncommitted files: note.txt' },
    { story: 'later', reason: 'it has commits that are not on trunk' },
  ]);
  for (const plan of removals) await removeStory(repository, plan, () => undefined);
  const left = await sandbox.git(
    'for-each-ref',
    '--format=%(refname:lstrip=3)',
    'refs/heads/story',
  );
  expect(left.split('\n')).toEqual(['dirty', 'fresh', 'later', 'open']);
});

it('tells what each archive holds, and drops only what is named', async () => {
  const repository = await requireRepository(sandbox.root);
  const folder = await begin('login', { 'one.txt': '1\n' });
  writeFiles(folder, { 'note.txt': 'note\n' });
  const { removals } = await previewTidying(repository, await requireTrunk(repository));
  expect(removals).toEqual([]);
  const plan = await previewRemoval(
    repository,
    await requireTrunk(repository),
    parseStoryId('login'),
  );
  await removeStory(repository, plan, () => undefined);
  const [content] = await describeArchives(repository.git, null);
  expect(content).toMatchObject({ archive: { story: 'login', n: 1 }, files: ['note.txt'] });
  expect(await dropArchives(repository.git, ({ n }) => n === 2)).toEqual([]);
  expect(await dropArchives(repository.git, ({ n }) => n === 1)).toHaveLength(1);
  expect(await describeArchives(repository.git, null)).toEqual([]);
});
