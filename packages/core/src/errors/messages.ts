/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** True when a file system call failed with this code (`ENOENT`, `EEXIST`, …). */
export function hasCode(error: unknown, code: string): boolean {
  // Not `instanceof Error`: in a vm context (jest) the file system's errors are of another realm.
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
