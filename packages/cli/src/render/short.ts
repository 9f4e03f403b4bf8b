/** A commit's id as people read it. */
export function short(commit: string | null): string {
  return (commit ?? 'none').slice(0, 10);
}
