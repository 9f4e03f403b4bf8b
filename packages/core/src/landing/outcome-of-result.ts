import { readRun } from '../gate/run-record';
import { parseCommitSha, parseTreeSha } from '../names/object-id';
import { parseStoryId } from '../names/story-id';
import type { Result } from '../queue/result';
import type { Repository } from '../repository/repository';
import { outcomeOf, type Outcome } from './outcome';

/** The outcome that a kept result tells of, with its gate run if that is among the story's own. */
export async function outcomeOfResult({ layout }: Repository, result: Result): Promise<Outcome> {
  const id = parseStoryId(result.story);
  const head = parseCommitSha(result.head);
  const base = result.base === null ? head : parseCommitSha(result.base);
  const { attestation, conflicts, suspects, cleared, differences, reason } = result;
  return outcomeOf(
    result.outcome,
    { id, head, base },
    {
      commit: result.commit === null ? null : parseCommitSha(result.commit),
      tree: result.tree === null ? null : parseTreeSha(result.tree),
      run: result.run === null ? null : await readRun(layout, id, result.run),
      ...{ attestation, conflicts, suspects, cleared, differences, reason },
    },
  );
}
