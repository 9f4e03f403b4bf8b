/** The JSON documents of the public contract (schemaVersion 1), as far as the tests read them. */
export interface StatusDocument {
  readonly schemaVersion: 1;
  readonly trunk: { branch: string; remote: string | null; commit: string };
  readonly stories: readonly {
    id: string;
    title: string | null;
    branch: string;
    path: string;
    head: string;
    ahead: number;
    behind: number;
    dirty: boolean;
    ports: { base: number; size: number } | null;
    gate: { result: string; tree: string; at: string } | null;
  }[];
}

export interface GateDocument {
  readonly schemaVersion: 1;
  readonly story: string;
  readonly tree: string;
  readonly base: string;
  readonly result: 'passed' | 'failed' | 'did-not-run';
  /** Affected projects that have nothing to check. */
  readonly withoutChecks: readonly string[];
  readonly tasks: readonly {
    project: string;
    target: string;
    result: string;
    cached: boolean;
    durationMs: number | null;
    log: string | null;
  }[];
}

export interface Outcome {
  readonly story: string;
  readonly outcome: string;
  readonly head: string;
  readonly base: string;
  readonly commit: string | null;
  readonly tree: string | null;
  readonly attestation: unknown;
  readonly reason: string | null;
  readonly failedTasks: readonly unknown[];
  readonly conflicts: readonly unknown[];
  readonly suspects: readonly unknown[];
}

export interface MergeDocument {
  readonly schemaVersion: 1;
  readonly outcomes: readonly Outcome[];
}

export interface AuditDocument {
  readonly schemaVersion: 1;
  readonly checked: number;
  readonly unattested: readonly { commit: string; reason: string }[];
}

/** What a command prints under `--json` when it refuses. */
export interface ErrorDocument {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hints: readonly string[];
  };
}
