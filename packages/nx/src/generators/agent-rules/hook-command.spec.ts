import { createTree } from '@nx/devkit/testing';
import { createRepository, must, writeFiles } from '@storygate/testing';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { FsTree } from 'nx/src/generators/tree';
import { hookCommand } from './hook-command';

it.each(['', 'sub/folder'])(
  'starts the Storygate of the worktree that the agent stands in, workspace in %j',
  async (inside) => {
    const repository = await createRepository();
    const command = hookCommand(new FsTree(join(repository.root, inside), false));
    const worktree = join(repository.folder, 'a story');
    await repository.git('worktree', 'add', '--quiet', '--detach', worktree);
    const program = join(inside, 'node_modules/.bin/storygate');
    for (const checkout of [repository.root, worktree]) {
      writeFiles(checkout, { [program]: `#!/bin/sh\necho "${checkout}: $*"\ncat\n` });
      chmodSync(join(checkout, program), 0o755);
    }
    const deep = join(worktree, inside, 'packages/a');
    mkdirSync(deep, { recursive: true });
    const line = command('agent-command', 'claude');
    const said = await must('sh', ['-c', line], { cwd: deep, input: '{}' });
    expect(said).toBe(`${worktree}: hook agent-command claude\n{}`);
  },
);

it('asks the package manager where there is no folder of programs', () => {
  const tree = createTree();
  tree.write('.pnp.cjs', '');
  tree.write('yarn.lock', '');
  expect(hookCommand(tree)('agent-stop', 'codex')).toMatch(/ storygate hook agent-stop codex$/);
});
