import type { StoryId } from '../names/story-id';

/** What the brief of an agent is made of. */
export interface BriefFacts {
  readonly story: StoryId;
  readonly title: string | null;
  /** What the director wrote. */
  readonly brief: string;
  readonly branch: string;
  readonly trunk: string;
  /** The Nx workspace in the story's worktree. */
  readonly folder: string;
  readonly gateTarget: string;
  /** Patterns of the files that govern gates. */
  readonly governing: readonly string[];
}

/** What an agent ends a message with to be heard by a person. */
export const ATTENTION = 'NEEDS ATTENTION:';

/** What an agent is told first: the director's brief, then how it works here, what it may not touch and how it is judged. */
export function formatBrief(facts: BriefFacts): string {
  const { story, title, brief, branch, trunk, folder, gateTarget, governing } = facts;
  return `# Story ${story}${title === null ? '' : `: ${title}`}

${brief.trim()}

## How you work here

- You are in a git worktree of your own, on branch \`${branch}\`, which was made from \`${trunk}\`. Work only below
  \`${folder}\`. Others work in other worktrees of the same repository.
- \`npx nx affected -t ${gateTarget}\` runs what your changes affect; \`npx storygate gate\` does the same for what is
  committed, with \`--json\` for a machine.
- Commit your work on this branch. What you leave uncommitted is committed for you when you end.

## How your work is judged

- When you end, the gates of everything that your commits affect are run. Only that they are green counts, not what you say.
- If they are red you are told what failed and which command shows it, and you go on from there.

## What you may not do

- Move \`${trunk}\` or any other branch, push, or change anything outside of your folder.
- Go around hooks (\`--no-verify\`, \`core.hooksPath\`, \`HUSKY=0\`) or change git's configuration.
- Delete, skip or weaken tests, or silence a check, to make a gate green.
- Change what governs gates${governing.length === 0 ? '' : ` (${governing.map((one) => `\`${one}\``).join(', ')})`} unless the story is about that: a person then has to approve it.

If you need a decision or a permission, end with one line that begins with \`${ATTENTION}\` and says which.
`;
}
