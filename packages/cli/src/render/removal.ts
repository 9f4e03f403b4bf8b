import type { HalfRemoval, WholeRemoval } from '@storygate/core/archive/remove-story';
import type { KeptStory } from '@storygate/core/archive/tidy-stories';
import type { Output } from '../output';
import { short } from './short';

/** How a removal ended. */
interface Removed {
  readonly archive: string | null;
  readonly trunk: string;
}

/** The JSON form of a removal. */
export function removalDocument(
  plan: WholeRemoval | HalfRemoval,
  { archive, dryRun }: { readonly archive: string | null; readonly dryRun: boolean },
): object {
  if (plan.kind === 'half-removed') {
    const { branch, head, path } = plan.journal;
    const rest = { dirty: [], ignored: [], detached: null, landed: null, vanished: null };
    const kept = { needsArchive: false, archive: plan.journal.archive, resumed: true };
    return { story: plan.story, branch, head, path, ...rest, ...kept, dryRun };
  }
  const { story, branch, head, path, dirty, ignored, detached, landed, vanished } = plan;
  return {
    ...{ story, branch, head, path, dirty, ignored, detached, landed, vanished },
    ...{ needsArchive: plan.needsArchive, archive, resumed: false, dryRun },
  };
}

/** Prints what removing a story would do. */
export function renderRemovalPlan(
  output: Output,
  plan: WholeRemoval | HalfRemoval,
  trunk: string,
): void {
  if (plan.kind === 'half-removed') {
    output.say(`would end the removal of story ${plan.story}, which was stopped half-way`);
    return;
  }
  const { story, branch, path } = plan;
  output.say(`would remove story ${story}: branch ${branch}${path === null ? '' : `, ${path}`}`);
  if (plan.landed !== null) output.say(`  it landed on ${trunk} as ${short(plan.landed)}`);
  output.say(
    plan.needsArchive
      ? '  would archive it first'
      : '  all of it is on trunk, so there is nothing to archive',
  );
  sayWhatIsSpecial(output, plan);
}

/** Prints how a removal ended. */
export function renderRemoval(
  output: Output,
  plan: WholeRemoval | HalfRemoval,
  { archive, trunk }: Removed,
): void {
  output.say(`removed story ${plan.story}`);
  if (plan.kind === 'removal' && plan.landed !== null)
    output.say(`  it landed on ${trunk} as ${short(plan.landed)}`);
  if (archive === null) {
    output.say(`  all of it is on ${trunk}`);
  } else {
    const files = plan.kind === 'removal' ? plan.dirty.length : null;
    const head = plan.kind === 'removal' ? plan.head : plan.journal.head;
    output.say(
      `  its commits up to ${short(head)}${files === null ? '' : ` and ${files} uncommitted files`} are in ${archive}`,
    );
    const n = archive.split('/').at(-1) ?? '';
    output.say(
      `  take it back with \`npx storygate restore ${plan.story} --archive ${n}\`; look with \`git show --stat ${archive}\``,
    );
  }
  if (plan.kind === 'removal') sayWhatIsSpecial(output, plan);
}

function sayWhatIsSpecial(output: Output, plan: WholeRemoval): void {
  const { detached, vanished, ignored, scope } = plan;
  if (detached !== null)
    output.say(`  its worktree had ${short(detached)} checked out on no branch; that is kept too`);
  if (vanished !== null)
    output.say(
      `  its folder ${vanished} was gone already; if it was moved, its files are where it was moved to`,
    );
  if (ignored.length > 0 && scope.ignored === 'left-out')
    output.say(
      `  ignored files are not kept (${ignored.length}, such as ${ignored[0] ?? ''}); \`--include-ignored\` archives them`,
    );
}

/** Prints which stories landed and stay. */
export function renderKept(output: Output, kept: readonly KeptStory[]): void {
  for (const { story, reason } of kept) output.say(`kept story ${story}: ${reason}`);
}
