/** The agents that can be given hooks, which Storygate then answers. The generator's schema.json has the same list. */
export const HOOKED_AGENTS = ['claude', 'codex', 'gemini', 'cursor', 'opencode'] as const;
export type HookedAgent = (typeof HOOKED_AGENTS)[number];
