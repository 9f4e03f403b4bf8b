/*
 * A vector is one way in which trunk, or the ledger that proves it, can be moved past the gate. The table of all of
 * them is at once a test (each row runs on real git) and documentation (docs/protection.md).
 */

/** One command, without a shell. `{…}` in an argument stands for a {@link Place} or a commit. */
export interface Command {
  readonly argv: readonly string[];
  /** Where it runs; the main worktree without it. */
  readonly in?: Place;
  /** Added to the environment; values may hold `{…}`. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it reads from standard input; may hold `{…}`. */
  readonly input?: string;
}

/** A folder that a command runs in or names as `{main}`, `{story}`, `{remote}`, `{git}`, `{site}`. */
export type Place = 'main' | 'story' | 'remote' | 'git' | 'site';

/** What becomes of an attempt. */
export type Ending =
  /** Trunk stays. `code` is what Storygate prints; git's own refusals have none. `cleanUp` is what the hint says to type. */
  | { readonly kind: 'refused'; readonly by: 'L2' | 'L3' | 'git'; readonly cleanUp?: string }
  /** It happens, and `storygate audit` names exactly the commits without proof and the proven ones that trunk lost. */
  | { readonly kind: 'audited' };

/** One row of the table. */
export interface Vector {
  readonly name: string;
  /** What stands ready before the attempt; each must succeed. */
  readonly given?: readonly Command[];
  /** The attempt: its last command is the one that would move trunk; those before it must succeed. */
  readonly attempt: readonly [...Command[], Command];
  readonly ending: Ending;
  /** From this version of git on it ends otherwise. */
  readonly since?: { readonly git: readonly [number, number]; readonly ending: Ending };
  /** What a reader should know beside the row. */
  readonly note?: string;
}

/** Rows about one thing. */
export interface VectorGroup {
  readonly title: string;
  readonly trunk: 'local' | 'remote';
  readonly vectors: readonly Vector[];
}

/** A command of git in the main worktree. */
export function git(...argv: string[]): Command {
  return { argv: ['git', ...argv] };
}

/** A command of git in a story's worktree. */
export function inStory(...argv: string[]): Command {
  return { argv: ['git', ...argv], in: 'story' };
}

/** Trunk's branch is free for another worktree, or for commands that git refuses on a branch that is checked out. */
export const TRUNK_NOT_CHECKED_OUT = [git('checkout', '--quiet', '--detach')];

/** Refused by the reference-transaction hook. */
export const L3 = { kind: 'refused', by: 'L3' } as const satisfies Ending;
/** Refused by the pre-push hook. */
export const L2 = { kind: 'refused', by: 'L2' } as const satisfies Ending;
/** Refused by git itself. */
export const GIT = { kind: 'refused', by: 'git' } as const satisfies Ending;
/** Not refused, and named. */
export const AUDITED = { kind: 'audited' } as const satisfies Ending;

/** Refused by the reference-transaction hook, with a command that clears up what git left. */
export function refusedLeaving(cleanUp: string): Ending {
  return { kind: 'refused', by: 'L3', cleanUp };
}
