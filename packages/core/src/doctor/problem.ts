/** Something that weakens isolation or protection, with the command that mends it. */
export interface Problem {
  readonly code:
    | 'UNARMED_WORKTREE'
    | 'STALE_HOOKS'
    | 'HUSKY_DISABLED'
    | 'SYMBOLIC_TRUNK'
    | 'UNATTESTED_TRUNK'
    | 'TRUNK_LOST_COMMITS'
    | 'ABANDONED_LOCK'
    | 'GIT_LOCK_FILE'
    | 'FOREIGN_DEPENDENCIES'
    | 'SHARED_FILE_CHANGED'
    | 'LEFT_DETACHED'
    | 'NOT_SET_UP';
  readonly message: string;
  /** A command that can be pasted. */
  readonly fix: string;
}

/** One protection layer of docs/protection.md, and whether it works here. */
export interface Layer {
  readonly layer: 'L0' | 'L1' | 'L2' | 'L3' | 'L4' | 'L5' | 'L6';
  readonly name: string;
  readonly active: boolean;
  /** What that means, in a sentence. */
  readonly meaning: string;
}

/** What the doctor found in one worktree. */
export interface WorktreeHealth {
  readonly path: string;
  readonly branch: string | null;
  readonly armed: boolean;
  readonly isolated: boolean;
}

/** The whole diagnosis. */
export interface Diagnosis {
  readonly worktrees: readonly WorktreeHealth[];
  readonly layers: readonly Layer[];
  readonly problems: readonly Problem[];
}
