import { readJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { createRepository } from '@storygate/testing';
import { addLintStagedConfig } from './add-lint-staged-config';

/** The default for a workspace without prettier, as argv; lint-staged adds the staged files. */
function defaultCommand(): string[] {
  const tree = createTreeWithEmptyWorkspace({ formatter: 'none' });
  addLintStagedConfig(tree);
  const config = readJson<{ 'lint-staged': { '*': string } }>(tree, 'package.json');
  return config['lint-staged']['*'].split(' ');
}

test.each<[string, string, boolean]>([
  ['a leftover conflict marker', 'a\n<<<<<<< ours\nb\n', false],
  ['blanks at the end of a line and of the file', 'a  \n\t \n\n\n', true],
  ['blanks before a tab', ' \ta\n', true],
])('without prettier, %s: passes %s', async (_name, content, passes) => {
  const repository = await createRepository();
  repository.write({ 'staged.md': content });
  await repository.git('add', 'staged.md');
  const [git, ...args] = defaultCommand();
  expect(git).toBe('git');
  const { exitCode } = await repository.tryGit(...args, `${repository.root}/staged.md`);
  expect(exitCode === 0).toBe(passes);
});
