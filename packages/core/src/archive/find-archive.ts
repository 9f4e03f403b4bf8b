import { refusal } from '../errors/storygate-error';
import type { Git } from '../git/git';
import type { StoryId } from '../names/story-id';
import type { Archive } from './archive-record';
import { listArchives } from './list-archives';

/** A story's n-th archive; without a number the newest that was made when it was removed. Refuses where there is none. */
export async function requireArchive(git: Git, story: StoryId, n: number | null): Promise<Archive> {
  const archives = await listArchives(git, story);
  const wanted = archives.filter((one) =>
    n === null ? one.record.reason === 'removed' : one.n === n,
  );
  const found = wanted.at(-1);
  if (found !== undefined) return found;
  const numbers = archives.map((one) => one.n);
  throw refusal({
    code: 'NO_SUCH_ARCHIVE',
    message:
      n === null
        ? `story ${story} has no archive to restore`
        : `story ${story} has no archive ${n}`,
    hints: [
      numbers.length > 0
        ? `It has ${numbers.join(', ')}; \`npx storygate archive\` tells what is in them.`
        : 'See which stories have one with `npx storygate archive`; a story that is wholly on trunk has none.',
    ],
    facts: { story, n, archives: numbers },
  });
}
