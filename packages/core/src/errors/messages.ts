/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** True when a file system call failed with this code (`ENOENT`, `EEXIST`, …). */
export function hasCode(error: unknown, code: string): boolean {
  // Not `instanceof Error`: in a vm context (jest) the file system's errors are of another realm.
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

/** A failed call of the system's, as Node throws it. */
export interface SystemError {
  readonly code: string;
  readonly message: string;
  readonly path?: string;
}

/** True for what Node throws when a call of the system's failed. */
export function isSystemError(error: unknown): error is SystemError {
  // Not `instanceof Error`: in a vm context (jest) the file system's errors are of another realm.
  return (
    typeof error === 'object' &&
    error !== null &&
    'syscall' in error &&
    'code' in error &&
    typeof error.code === 'string'
  );
}
