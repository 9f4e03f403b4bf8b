import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, type Repository } from '@storygate/testing';
import { Git, WITHOUT_LIBRARY } from './git';
import { GitFailed } from './git-failed';
import { metHalfMadeWorktree } from './half-made-worktree';
import { listWorktrees } from './worktrees';

describe('a git that reads a worktree which another git is making', () => {
  let repository: Repository;
  let commonDir: string;

  beforeEach(async () => {
    repository = await createRepository({ 'a.txt': 'a\n' });
    await repository.git('worktree', 'add', '--quiet', join(repository.folder, 'other'));
    commonDir = join(repository.root, '.git/worktrees/other/commondir');
    writeFileSync(commonDir, '');
  });

  /** A git after whose first call, and no later one, something happens. */
  const gitWithin = (happens: () => void) => {
    let calls = 0;
    const git = new Git(
      repository.root,
      {},
      {
        ...WITHOUT_LIBRARY,
        run: async (call) => {
          const end = await WITHOUT_LIBRARY.run(call);
          if (++calls === 1) happens();
          return end;
        },
      },
    );
    return { git, calls: () => calls };
  };

  it('reads it again when it is made', async () => {
    const { git, calls } = gitWithin(() => writeFileSync(commonDir, '../..\n'));
    expect(await listWorktrees(git)).toHaveLength(2);
    expect(calls()).toBe(2);
  });

  it('fails as git did when it stays as it is', async () => {
    const { git, calls } = gitWithin(() => undefined);
    const failed = listWorktrees(git);
    await expect(failed).rejects.toBeInstanceOf(GitFailed);
    await expect(failed).rejects.toMatchObject({ code: 'GIT_FAILED', exitCode: 128 });
    expect(calls()).toBe(11);
  });
});

it('knows such a failure by what git says, and not a remote', () => {
  const said = 'fatal: failed to read .git/worktrees/x/commondir: Success';
  expect(metHalfMadeWorktree(`${said}\n`)).toBe(true);
  expect(metHalfMadeWorktree(`remote: ${said}\n`)).toBe(false);
  expect(metHalfMadeWorktree('fatal: bad revision')).toBe(false);
});
