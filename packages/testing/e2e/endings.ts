import type { Checkout, Finished, Workspace } from '../src/index';
import type { MergeDocument, Outcome } from './documents';

/** Asserts how a program ended; when it ended otherwise, the failure shows all it printed. */
export function expectExit({ exitCode, output }: Finished, expected: number): void {
  expect([exitCode, output]).toEqual([expected, output]);
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
  const { exitCode, stderr, json } = merged;
  const ended = Object.fromEntries(json.outcomes.map(({ story, outcome }) => [story, outcome]));
  const landed = Object.values(expected).every((outcome) => outcome === 'merged');
  expect({ exitCode, ended, stderr }).toEqual({
    exitCode: landed ? 0 : 1,
    ended: expected,
    stderr,
  });
  return json.outcomes;
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
