import type { Git } from '../git/git';
import { parseCommitSha, parseTreeSha } from '../names/object-id';
import { isStoryId, type StoryId } from '../names/story-id';
import { parseArchiveMessage, type Archive } from './archive-record';

const PREFIX = 'refs/storygate/archive/';
const FIELDS = ['refname', 'objectname', 'tree', 'parent', 'committerdate:unix', 'contents'];

/** The archives of one story, or of all; each story's in the order in which they were made. */
export async function listArchives(git: Git, story: StoryId | null = null): Promise<Archive[]> {
  const format = `--format=${FIELDS.map((field) => `%(${field})`).join('%00')}%00%00%01`;
  const out = await git.run(['for-each-ref', format, `${PREFIX}${story ?? ''}`]);
  return out
    .split('\0\0\u0001\n')
    .flatMap(parseArchive)
    .sort((a, b) => (a.story === b.story ? a.n - b.n : a.story < b.story ? -1 : 1));
}

/** A ref that somebody else put there, of another form, is none of ours. */
function parseArchive(text: string): Archive[] {
  const [ref = '', commit, tree, parents = '', date, message = ''] = text.split('\0');
  const [, story = '', n] = /^([^/]+)\/(\d+)$/.exec(ref.slice(PREFIX.length)) ?? [];
  const all = parents
    .split(' ')
    .filter((one) => one !== '')
    .map(parseCommitSha);
  const [head] = all;
  if (!isStoryId(story) || head === undefined || tree === undefined || tree === '') return [];
  return [
    {
      ...{ story, ref, parents: all, n: Number(n) },
      commit: parseCommitSha(commit ?? ''),
      tree: parseTreeSha(tree),
      at: new Date(Number(date) * 1000),
      record: parseArchiveMessage(message, head, `story/${story}`),
    },
  ];
}
