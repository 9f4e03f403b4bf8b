import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository } from '@storygate/testing';
import { parseOptions } from '../options/options';
import { requireRepository } from '../repository/repository';
import { requireStoriesDirectory } from './stories-directory';

/** What becomes of a stories.directory in a fresh repository beside which `link` leads to its folder `apps`. */
async function ask(directory: string): Promise<string> {
  const { root, folder } = await createRepository({ 'nx.json': '{}', 'apps/a.txt': 'a\n' });
  symlinkSync(join(root, 'apps'), join(folder, 'link'));
  mkdirSync(join(folder, 'repository-2'));
  const options = parseOptions({ stories: { directory } });
  return requireStoriesDirectory(await requireRepository(root), options);
}

it.each(['.', 'stories', '.stories', './a/../b', '../repository/x', '../link', '../link/stories'])(
  'refuses %s, which is inside the main checkout, and says what to set',
  async (directory) => {
    await expect(ask(directory)).rejects.toMatchObject({
      kind: 'refusal',
      code: 'BAD_STORIES_DIRECTORY',
      message: expect.stringContaining('inside the main checkout') as unknown,
      hints: [expect.stringContaining('options.stories.directory')],
    });
  },
);

it.each(['../{workspace}.stories', '../repository-2', '../repository-2/deep'])(
  'takes %s, which is beside it',
  async (directory) => {
    expect(await ask(directory)).toMatch(/\/repository[.-]/);
  },
);
