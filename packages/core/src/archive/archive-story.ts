import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refusal } from '../errors/storygate-error';
import type { Git } from '../git/git';
import { changeRefs, entries, listRefs } from '../git/refs';
import { parseCommitSha, parseTreeSha, type CommitSha, type TreeSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';

/** The ref of a removed story's n-th archive. */
export function archiveRef(story: StoryId, n: number): string {
  return `refs/storygate/archive/${story}/${n}`;
}

/**
 * The tree of everything a checkout holds: tracked files as they are, untracked ones too, ignored ones not. The
 * checkout's own index stays as it is.
 */
export async function writeWorkTree(checkout: Git): Promise<TreeSha> {
  const folder = await mkdtemp(join(tmpdir(), 'storygate-archive-'));
  try {
    const index = checkout.with({ GIT_INDEX_FILE: join(folder, 'index') });
    await index.run(['read-tree', 'HEAD']);
    await index.run(['add', '--all', '--', ':/']);
    await requireNoNestedRepository(index);
    return parseTreeSha(await index.line(['write-tree']));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `git add` takes only the name of a repository inside a repository, so its content would be lost. */
async function requireNoNestedRepository(index: Git): Promise<void> {
  const added = entries(
    await index.run(['diff-index', '--cached', '--raw', '-z', '--no-renames', 'HEAD']),
  );
  const at = added.findIndex((entry) => /^:\d{6} 160000 /.test(entry));
  if (at === -1) return;
  throw refusal({
    code: 'NESTED_REPOSITORY',
    message: `${join(index.cwd, added[at + 1] ?? '')} is a git repository of its own, which the archive can't hold`,
    hints: ['Move it out of the story, then remove the story again.'],
  });
}

/** Keeps a head and a checkout's content under an archive ref; returns the ref. Objects named by a ref are never pruned. */
export async function archive(
  git: Git,
  story: StoryId,
  content: { readonly head: CommitSha; readonly tree: TreeSha },
): Promise<string> {
  const message = `Archive of story ${story}\n\nHead: ${content.head}\n`;
  const commit = parseCommitSha(
    await git
      .with(IDENTITY)
      .line(['commit-tree', content.tree, '-p', content.head], { input: message }),
  );
  for (let n = (await listRefs(git, `refs/storygate/archive/${story}/`)).length + 1; ; n++) {
    const ref = archiveRef(story, n);
    if (await changeRefs(git, [{ ref, old: null, next: commit }], `storygate: archive ${story}`))
      return ref;
  }
}

const IDENTITY = {
  GIT_AUTHOR_NAME: 'Storygate',
  GIT_AUTHOR_EMAIL: 'storygate@localhost',
  GIT_COMMITTER_NAME: 'Storygate',
  GIT_COMMITTER_EMAIL: 'storygate@localhost',
};
