import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import type { Difference } from './difference';

/** `project:target` → the target's definition in the project graph. */
export const definitionsSchema = v.record(v.string(), v.record(v.string(), v.unknown()));

/** How every gate and constituent target of a commit is defined. */
export type Definitions = v.InferOutput<typeof definitionsSchema>;

/** Says nothing about what a target does. */
const IGNORED = ['metadata'];

/** Picks the definitions of the gate's targets out of a project graph's nodes. */
export function pickDefinitions(
  nodes: Readonly<Record<string, { readonly data: { readonly targets: Definitions } }>>,
  targets: readonly string[],
): Definitions {
  const picked: Definitions = {};
  for (const [project, { data }] of Object.entries(nodes)) {
    for (const target of targets) {
      const definition = data.targets[target];
      if (definition === undefined) continue;
      picked[`${project}:${target}`] = Object.fromEntries(
        Object.entries(definition).filter(([field]) => !IGNORED.includes(field)),
      );
    }
  }
  return picked;
}

/**
 * What a candidate weakens or alters: targets that are gone or defined otherwise. New ones only add checks. Where one
 * side is not known, that is the difference.
 */
export function compareDefinitions(
  before: Definitions | null,
  after: Definitions | null,
): Difference[] {
  if (before === null || after === null) {
    const whose = before === null ? 'trunk' : 'the candidate';
    return [{ kind: 'unknown', reason: `Nx can't tell how ${whose} defines the gate's targets` }];
  }
  return Object.entries(before).flatMap(([task, old]): Difference[] => {
    const now = after[task];
    if (now === undefined) return [{ kind: 'target', task, change: 'removed', fields: [] }];
    const fields = [...new Set([...Object.keys(old), ...Object.keys(now)])]
      .filter((field) => !isDeepStrictEqual(old[field], now[field]))
      .sort();
    return fields.length === 0 ? [] : [{ kind: 'target', task, change: 'changed', fields }];
  });
}
