import type { Git } from '../git/git';
import { entries, lines } from '../git/refs';
import { parseCommitSha, parseTreeSha, type CommitSha, type TreeSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import type { CandidateInput } from './make-candidate';

/** The trailer that names a commit's story on trunk. */
export const STORY_TRAILER = 'Story';

/** The message a story gets on trunk: its one commit's own, or a title and the list of its commits. */
export async function candidateMessage(git: Git, input: CandidateInput): Promise<string> {
  const range = `${input.base}..${input.head}`;
  const messages = entries(
    await git.run([
      'log',
      '--no-show-signature',
      '--reverse',
      '--first-parent',
      '--no-merges',
      '-z',
      '--format=%B',
      range,
    ]),
  ).map((message) => message.trim());
  const trailer = `${STORY_TRAILER}: ${input.story}`;
  const [only, ...others] = messages;
  if (only !== undefined && others.length === 0 && input.title === null)
    return `${only}\n\n${trailer}\n`;
  const title = input.title ?? `story/${input.story}`;
  const subjects = messages.map((message) => `* ${message.split('\n', 1)[0] ?? ''}`);
  return `${[title, subjects.join('\n'), trailer].filter((part) => part !== '').join('\n\n')}\n`;
}

/** The stories that landed between two commits of trunk, the newest first; `paths` narrows to who touched these. */
export async function storiesLanded(
  git: Git,
  from: CommitSha,
  to: CommitSha,
  paths: readonly string[],
): Promise<string[]> {
  const format = `--format=%(trailers:key=${STORY_TRAILER},valueonly)`;
  const pathspecs = paths.map((path) => `:(top,literal)${path}`);
  const out = await git.run([
    'log',
    '--no-show-signature',
    '--first-parent',
    format,
    `${from}..${to}`,
    '--',
    ...pathspecs,
  ]);
  return [...new Set(lines(out).map((line) => line.trim()))];
}

/** A commit of trunk by which a story landed. */
export interface LandedCommit {
  readonly commit: CommitSha;
  readonly tree: TreeSha;
  /** Its first parent. */
  readonly base: CommitSha;
}

/** The commits by which a story landed between two commits of trunk, the newest first. */
export async function listLanded(
  git: Git,
  from: CommitSha,
  to: CommitSha,
  story: StoryId,
): Promise<LandedCommit[]> {
  const format = `--format=%H %T %P%x09%(trailers:key=${STORY_TRAILER},valueonly,separator=%x09)`;
  const range = `${from}..${to}`;
  const out = await git.run(['log', '--no-show-signature', '--first-parent', format, range]);
  return lines(out).flatMap((line) => {
    const [ids = '', ...stories] = line.split('\t');
    const [commit = '', tree = '', base] = ids.split(' ');
    if (!stories.includes(story) || base === undefined) return [];
    return [
      { commit: parseCommitSha(commit), tree: parseTreeSha(tree), base: parseCommitSha(base) },
    ];
  });
}
