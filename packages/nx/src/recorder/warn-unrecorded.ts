/** Says that a run a user started could not be recorded; that is no reason to turn it red. */
export function warnUnrecorded(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`warning: storygate could not record this run: ${reason}\n`);
}
