import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';

const schema = v.object({
  executor: v.literal('nx:noop'),
  dependsOn: v.array(v.string()),
  options: v.object({ targets: v.array(v.string()) }),
});

/**
 * Whether a gate's definition is as `@storygate/nx` infers it: Nx's no-op, which depends on exactly the targets that its
 * options name. Nx merges what a project says of its own gate into that, so any other is the project's own.
 */
export function isInferredGate(definition: unknown): boolean {
  return (
    v.is(schema, definition) && isDeepStrictEqual(definition.dependsOn, definition.options.targets)
  );
}
