/** The names that the section's commands are made of. */
export interface AgentsSectionNames {
  /** How the package manager runs an installed program: `npx`, `pnpm exec`, … */
  readonly exec: string;
  readonly gateTarget: string;
  readonly trunkBranch: string;
  readonly trunkProject: string;
  readonly branchPrefix: string;
}

/** What AGENTS.md says: the one command for each step, and what not to do. */
export function agentsSection(names: AgentsSectionNames): string {
  const { exec, gateTarget, trunkBranch, trunkProject, branchPrefix } = names;
  return `## Stories and gates (Storygate)

Each piece of work is a story: a branch \`${branchPrefix}<id>\` in a worktree of its own. Only a story whose gate is green reaches \`${trunkBranch}\`.

- Start a story (the director does): \`${exec} nx g @storygate/nx:story <id>\`
- Work only in your story's worktree, and leave the other worktrees alone.
- Check your work: \`${exec} nx affected -t ${gateTarget}\`
- Commit: \`git commit\`. The hooks run; let them.
- Hand over: \`git push\`, or tell the director that the story is ready.
- See what failed: \`${exec} storygate logs <id>\`
- See every story: \`${exec} storygate status --json\`
- Land a story (the director does): \`${exec} nx merge ${trunkProject} --story=<id>\`

Never use \`--no-verify\` or \`HUSKY=0\`, and never commit to or push \`${trunkBranch}\`: it is refused, or found out by \`${exec} storygate audit\`. When a gate fails, fix the code; don't weaken, skip or delete the check. When you can't, say so and say what is in the way: a red story is no disgrace, a green one that isn't is.`;
}
