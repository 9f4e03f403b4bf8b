/** One run of git. */
export interface GitCall {
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Standard input; nothing without it. */
  readonly input: string | undefined;
  /** Ends git when it is aborted; null: nothing does. */
  readonly stopping: AbortSignal | null;
}

/** How git ended. */
export interface GitEnd {
  readonly exitCode: number;
  /** As it is: what git keeps need not be UTF-8. */
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs git to its end. Throws only where git could not be started, or was stopped. */
export type RunGit = (call: GitCall) => Promise<GitEnd>;
