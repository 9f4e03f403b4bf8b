import { refusal } from '../errors/storygate-error';
import type { CommitSha } from '../names/object-id';
import type { StoryId } from '../names/story-id';
import type { DependenciesPlan } from '../dependencies/plan-dependencies';
import type { PortBlock } from './plan-ports';
import type { EnvironmentPlan } from './provide-environment';

/** Everything that making a story will do; `--dry-run` prints it. */
export interface StoryPlan {
  readonly id: StoryId;
  readonly branch: string;
  /** Where the worktree goes. */
  readonly path: string;
  readonly base: CommitSha;
  /** What the base is called: `main`, or what the user typed. */
  readonly baseName: string;
  readonly title: string | null;
  readonly brief: string | null;
  readonly ports: PortBlock;
  readonly environment: EnvironmentPlan;
  readonly dependencies: DependenciesPlan;
  /** Untracked files of the main checkout to bring along, relative to the Nx workspace. */
  readonly copy: readonly string[];
  /** Links among them that lead out of the checkout or nowhere, and are not brought. */
  readonly notCopied: readonly string[];
  readonly setup: SetupPlan;
}

/** The set-up commands that will run. */
export interface SetupPlan {
  readonly commands: readonly string[];
  /** Whether the user has approved exactly these. */
  readonly approved: boolean;
  /** How long each may take. */
  readonly timeLimitMinutes: number;
}

/** What is known before a story is made: what would be done, and what is there already. */
export interface StoryFacts extends StoryPlan {
  readonly folder: 'absent' | 'empty' | 'taken';
  readonly branchExists: boolean;
  /** The branch, such as `story`, whose name git would need as a folder; or null. */
  readonly branchInTheWay: string | null;
  /** Another story whose id differs at most in case. */
  readonly sameId: string | null;
  /** A record: of a story that has its branch, or lost it, or whose maker is still at work, or died half-way. */
  readonly record: 'absent' | 'ready' | 'orphaned' | 'being-made' | 'abandoned';
}

/** Decides what making a story does, or refuses because something of that name is there. */
export function planStory(facts: StoryFacts): StoryPlan {
  if (facts.record === 'being-made') throw exists(facts, `another process is making it right now`);
  if (facts.branchInTheWay !== null) throw branchInTheWay(facts, facts.branchInTheWay);
  if (facts.branchExists) throw exists(facts, `branch ${facts.branch} exists`);
  const leftover = facts.record === 'abandoned' || facts.record === 'orphaned';
  if (facts.sameId !== null && !leftover) throw exists(facts, `story ${facts.sameId} exists`);
  if (facts.folder === 'taken') throw exists(facts, `${facts.path} exists`);
  return {
    id: facts.id,
    branch: facts.branch,
    path: facts.path,
    base: facts.base,
    baseName: facts.baseName,
    title: facts.title,
    brief: facts.brief,
    ports: facts.ports,
    environment: facts.environment,
    dependencies: facts.dependencies,
    copy: facts.copy,
    notCopied: facts.notCopied,
    setup: facts.setup,
  };
}

function exists(facts: StoryFacts, why: string) {
  return refusal({
    code: 'STORY_EXISTS',
    message: `story ${facts.id} can't be started: ${why}`,
    hints: [
      'See what is there with `npx storygate status`, or choose another id.',
      ...(facts.branchExists
        ? [`Remove it with \`npx storygate remove ${facts.id}\`; nothing of it is lost.`]
        : []),
    ],
    facts: { story: facts.id, why },
  });
}

function branchInTheWay(facts: StoryFacts, name: string) {
  return refusal({
    code: 'BRANCH_IN_THE_WAY',
    message: `story ${facts.id} can't be started: a branch named ${name} exists, so git can't have ${facts.branch}`,
    hints: [
      `Rename it with \`git branch -m ${name} ${name}-old\`, or set options.stories.branchPrefix of "@storygate/nx".`,
    ],
    facts: { story: facts.id, branch: name },
  });
}
