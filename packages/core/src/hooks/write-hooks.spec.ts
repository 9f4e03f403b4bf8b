import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, run, writeFiles, type Repository as Sandbox } from '@storygate/testing';
import { requireRepository } from '../repository/repository';
import { armWorktrees } from './arm-worktree';
import { HOOK_NAMES } from './hook-script';
import { findStaleHooks } from './write-hooks';

const FILTER = 'reference-transaction';

let sandbox: Sandbox;

async function open(files: Record<string, string> = {}): Promise<void> {
  sandbox = await createRepository({ 'nx.json': '{"plugins": ["@storygate/nx"]}', ...files });
}

async function arm(): Promise<string[]> {
  const repository = await requireRepository(sandbox.root);
  await armWorktrees(repository);
  return readdirSync(repository.layout.hooks).sort();
}

const stale = async () => findStaleHooks(await requireRepository(sandbox.root));

function writeHook(path: string, text = 'true'): void {
  writeFiles(sandbox.root, { [path]: `#!/bin/sh\n${text}\n` });
  chmodSync(join(sandbox.root, path), 0o755);
}

describe('armed worktrees have scripts', () => {
  it('for no hook but the filter where nobody has any', async () => {
    await open();
    writeFiles(sandbox.root, { '.git/hooks/pre-commit.sample': '', '.git/hooks/commit-msg': '' });
    expect(await arm()).toEqual([FILTER]);
  });

  it('for the hooks that git ran before, which they run', async () => {
    await open();
    writeHook('.git/hooks/commit-msg', 'echo "a hook of $(basename "$0")" >&2');
    expect(await arm()).toEqual(['commit-msg', FILTER]);
    const committed = await run('git', ['commit', '--allow-empty', '-m', 'x'], {
      cwd: sandbox.root,
    });
    expect(committed.stderr).toContain('a hook of commit-msg');
  });

  it('for the hooks of a folder that only one checkout has', async () => {
    await open();
    await sandbox.git('config', 'core.hooksPath', 'tools/hooks');
    const other = join(sandbox.folder, 'other');
    await sandbox.git('worktree', 'add', '--quiet', '-b', 'other', other);
    writeHook('../other/tools/hooks/post-commit');
    expect(await arm()).toEqual(['post-commit', FILTER]);
  });
});

describe('armed worktrees have scripts for every hook', () => {
  const all = [...HOOK_NAMES, FILTER].sort();

  it('where husky has set its hooks path', async () => {
    await open();
    await sandbox.git('config', 'core.hooksPath', '.husky/_');
    expect(await arm()).toEqual(all);
  });

  it('where a checkout has a folder .husky', async () => {
    await open();
    writeFiles(sandbox.root, { '.husky/commit-msg': 'true\n' });
    expect(await arm()).toEqual(all);
  });

  it('where only trunk has one', async () => {
    await open({ '.husky/pre-push': 'true\n' });
    await sandbox.git('checkout', '--quiet', '-b', 'before-husky');
    await sandbox.git('rm', '-r', '--quiet', '.husky');
    await sandbox.git('commit', '--quiet', '-m', 'Without husky');
    expect(await arm()).toEqual(all);
  });
});

describe('findStaleHooks', () => {
  it('names the hooks that came and those that went since the worktrees were armed', async () => {
    await open();
    writeHook('.git/hooks/pre-commit');
    await arm();
    expect(await stale()).toEqual([]);
    chmodSync(join(sandbox.root, '.git/hooks/pre-commit'), 0o644);
    writeHook('.git/hooks/post-merge');
    expect(await stale()).toEqual(['post-merge', 'pre-commit']);
    expect(await arm()).toEqual(['post-merge', FILTER]);
    expect(await stale()).toEqual([]);
  });

  it('names all of them once husky is there', async () => {
    await open();
    await arm();
    writeFiles(sandbox.root, { '.husky/pre-commit': 'true\n' });
    expect(await stale()).toEqual([...HOOK_NAMES]);
  });

  it('names the filter when the file system turns out to ignore case', async () => {
    await open();
    await arm();
    await sandbox.git('config', 'core.ignorecase', 'yes');
    expect(await stale()).toEqual([FILTER]);
  });
});
