/**
 * What kind of failure this is; the command line maps each kind to one exit code
 * (refusal and config 1, usage 2, git and internal 255).
 */
export type ErrorKind = 'refusal' | 'config' | 'usage' | 'git' | 'internal';

/** What a failure says: what was refused and why, and what to type next. */
export interface ErrorText {
  /** Stable, upper-case: scripts match on it. */
  readonly code: string;
  /** What was refused, and why, without a full stop. */
  readonly message: string;
  /** Each a sentence; a command that can be pasted stands in backquotes. */
  readonly hints?: readonly string[];
  /** The same facts as fields, for `--json`. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** A failure that Storygate can name. Anything else that is thrown is a defect. */
export class StorygateError extends Error {
  readonly code: string;
  readonly hints: readonly string[];
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(
    readonly kind: ErrorKind,
    text: ErrorText,
    options?: ErrorOptions,
  ) {
    super(text.message, options);
    this.name = 'StorygateError';
    this.code = text.code;
    this.hints = text.hints ?? [];
    this.facts = text.facts ?? {};
  }
}

/** Something the user can act on: nothing is broken, and nothing was changed. */
export function refusal(text: ErrorText, options?: ErrorOptions): StorygateError {
  return new StorygateError('refusal', text, options);
}

/** A setting that can't be used; the message names the key's path. */
export function configError(text: ErrorText): StorygateError {
  return new StorygateError('config', text);
}

/** A command line that can't be understood. */
export function usageError(text: ErrorText): StorygateError {
  return new StorygateError('usage', text);
}

/** A state that only a defect of Storygate can produce. */
export function internalError(message: string): StorygateError {
  return new StorygateError('internal', {
    code: 'INTERNAL',
    message,
    hints: ['This is a defect of Storygate; please report it with the output of this command.'],
  });
}
