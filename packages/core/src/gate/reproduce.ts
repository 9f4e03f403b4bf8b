import { taskId } from './recorded-task';

/** A command that runs a task in a story's worktree, after a merge with `base` where it failed on the merged tree. */
export function reproduceTask(
  task: { readonly project: string; readonly target: string },
  base: string | null,
): string {
  const merge = base === null ? '' : `git merge --no-edit ${base} && `;
  return `${merge}npx nx run ${taskId(task)}`;
}
