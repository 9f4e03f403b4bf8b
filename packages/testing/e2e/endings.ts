import type { Checkout, Finished, Workspace } from '../src/index';
import type { MergeDocument, Outcome } from './documents';

/** Asserts how a program ended; when it ended otherwise, the failure shows all it printed. */
export function expectExit({ exitCode, output }: Finished, expected: number): void {
  if (exitCode !== expected) {
    throw new Error(`ended with ${exitCode} instead of ${expected}, having printed:\n${output}`);
  }
}

/** Asserts that an Nx run was red. Nx 23.2.1 ends with 130, not 1, when a task it skipped was asked for. */
export function expectRed({ exitCode, output }: Finished): void {
  if (![1, 130].includes(exitCode)) {
    throw new Error(`ended with ${exitCode}, not red, having printed:\n${output}`);
  }
}

/** Starts a story as a user does, and answers its checkout. */
export async function startStory(workspace: Workspace, id: string): Promise<Checkout> {
  expectExit(await workspace.nx(['g', 'story', id]), 0);
  return workspace.story(id);
}

/** Merges stories in this order and asserts how each ended, and an exit code that fits; answers the outcomes. */
export async function expectOutcomes(
  workspace: Workspace,
  expected: Readonly<Record<string, string>>,
): Promise<readonly Outcome[]> {
  const merged = await workspace.json<MergeDocument>(['merge', ...Object.keys(expected)]);
  const ended = merged.json.outcomes.map(({ story, outcome }) => [story, outcome]);
  if (JSON.stringify(ended) !== JSON.stringify(Object.entries(expected))) {
    throw new Error(`ended as ${JSON.stringify(ended)}, having printed:\n${merged.output}`);
  }
  expectExit(merged, Object.values(expected).every((outcome) => outcome === 'merged') ? 0 : 1);
  return merged.json.outcomes;
}

/** Asserts a refusal as the contract has it: the exit code, one `error:` line with the stable code, and hints. */
export function expectRefusal(result: Finished, exitCode: number, code: string): void {
  const errors = result.stderr.split('\n').filter((line) => line.startsWith('error: '));
  expect({ exitCode: result.exitCode, errors, output: result.output }).toEqual({
    exitCode,
    errors: [expect.stringMatching(new RegExp(`\\[${code}\\]$`))],
    output: expect.stringMatching(/^hint: /m) as unknown,
  });
}
