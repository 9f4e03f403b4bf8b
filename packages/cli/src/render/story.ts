import type { Opened } from '@storygate/core/editor/open-story';
import type { StoryPlan } from '@storygate/core/story/plan-story';
import type { Output } from '../output';

/** The facts of a story that is ready, or that would be made. */
export function storyDocument(plan: StoryPlan, dryRun: boolean): object {
  const { id, title, branch, path, base, ports, environment, copy, notCopied, setup } = plan;
  return {
    ...{ story: id, title, branch, path, base, ports, environment },
    ...{ dependencies: plan.dependencies.kind, copy, notCopied },
    ...{ setup: setup.commands, setupApproved: setup.approved, dryRun },
  };
}

/** What making a story would do. */
export function renderPlan(output: Output, plan: StoryPlan): void {
  output.say(`would start story ${plan.id}; nothing was done`);
  describe(output, plan);
  const { commands, approved } = plan.setup;
  if (plan.copy.length > 0) output.say(`  copies        ${plan.copy.join(', ')}`);
  for (const [index, command] of commands.entries())
    output.say(`  ${index === 0 ? 'set-up' : '      '}        ${command}`);
  if (!approved)
    output.say('  these commands are not approved yet: `npx storygate approve --setup`');
}

/** What was made, and what to do there. */
export function renderStory(output: Output, plan: StoryPlan): void {
  output.say(`story ${plan.id} is ready`);
  describe(output, plan);
  output.say('');
  output.say(`  cd ${plan.path}`);
  output.say('  npx nx affected -t gate             gate what you changed');
  output.say(`  npx storygate merge ${plan.id.padEnd(15)} land it, once the merged tree is green`);
}

/** A story that was started beside others, in a line. */
export function renderStarted(output: Output, { id, path }: StoryPlan): void {
  output.say(`story ${id} is ready in ${path}`);
}

function describe(output: Output, plan: StoryPlan): void {
  const { branch, path, base, baseName, ports, environment, dependencies } = plan;
  output.say(`  branch        ${branch}, from ${baseName} at ${base.slice(0, 10)}`);
  output.say(`  worktree      ${path}`);
  output.say(`  dependencies  ${dependencies.kind}`);
  const file = environment.file === null ? '' : `, in ${environment.file}`;
  output.say(`  ports         ${ports.base}-${ports.base + ports.size - 1}${file}`);
}

/** Where a story was opened, or how to go there. */
export function renderOpened(output: Output, opened: Opened): void {
  if (opened.editor !== null) {
    output.say(`opening ${opened.path} in ${opened.editor}`);
    return;
  }
  output.say('no editor was found on PATH; go there yourself:');
  output.say('');
  output.say(`  cd ${opened.path}`);
  output.say('');
  output.say(
    'or name one with `--editor <name or command>`, or `git config --global storygate.editor <…>`',
  );
}
