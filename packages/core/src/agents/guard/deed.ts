/** What an agent's command line would do that the gates stand in front of. */
export const RULES = [
  'skips-hooks',
  'changes-git-config',
  'replaces-receiver',
  'writes-refs',
  'moves-trunk',
  'unreadable',
] as const;
export type Rule = (typeof RULES)[number];

/** One thing that a command line would do. */
export interface Deed {
  readonly rule: Rule;
  /** The words that say so, as the program would get them. */
  readonly words: string;
  /** The branch it moves: it counts only where that is trunk. null: it counts wherever it is done. */
  readonly branch: string | null;
}

/** A deed that counts wherever it is done. */
export function deed(rule: Rule, ...words: readonly string[]): Deed {
  return { rule, words: words.join(' '), branch: null };
}
