/** Tells, for a path below a `node_modules`, whether a checkout needs a copy of its own of what is there. */
export type IsUnshared = (path: string, parent: boolean) => boolean;

/**
 * What writes in place, by default: no package's name begins with a dot, so such a name in `node_modules` is a tool's
 * state, cache or generated code. What package managers keep their packages in is not.
 */
export const UNSHARED = ['.*', '!.store', '!.pnpm', '!.bun'] as const;

/**
 * Reads patterns for paths relative to the innermost `node_modules`: `*` within a name, `**` across folders, `!` takes
 * back; the last that matches decides, and otherwise what holds for the folder (`parent`).
 */
export function parseUnshared(patterns: readonly string[]): IsUnshared {
  const rules = patterns.map((pattern) => {
    const taken = !pattern.startsWith('!');
    return { taken, expression: expressionOf(taken ? pattern : pattern.slice(1)) };
  });
  return (path, parent) =>
    rules.reduce((last, { taken, expression }) => (expression.test(path) ? taken : last), parent);
}

function expressionOf(pattern: string): RegExp {
  const source = pattern
    .replace(/\/+$/, '')
    .split(/(\*\*|\*)/)
    .map((part) => WILDCARDS[part] ?? part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
    .join('');
  return new RegExp(`^${source}$`);
}

const WILDCARDS: Readonly<Record<string, string>> = { '*': '[^/]*', '**': '.*' };
