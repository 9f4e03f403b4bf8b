import type { AgentsSectionNames } from '../init/agents-section';

/** Where agents look for skills that come with a repository. */
export const SKILL_FILES = [
  // Claude Code: https://code.claude.com/docs/en/skills
  '.claude/skills/storygate/SKILL.md',
  // Codex, Gemini CLI, Cursor, opencode and others: https://agentskills.io
  '.agents/skills/storygate/SKILL.md',
] as const;

/** What a skill's file begins with: agents read it to know when the rest is of use. */
export const SKILL_HEAD = `---
name: storygate
description: How to work in a story of this Nx workspace - check your work with its gate, find out what failed and mend it, bring trunk in, and hand over. Use it before you commit, push, or say that you are done.
---
`;

/** The skill's text: what to do, step by step, and what is refused. */
export function skillBody({
  exec,
  gateTarget,
  trunkBranch,
  branchPrefix,
}: AgentsSectionNames): string {
  return `# Work in a story

A story is a branch \`${branchPrefix}<id>\` with a worktree of its own. It reaches \`${trunkBranch}\` only when its gate is green, and
the gate runs again on what would land. What you say about your work does not count; the gate does.

1. See where you are: \`git branch --show-current\`. It must be \`${branchPrefix}<id>\`. Work only below this worktree.
2. Write the test first, run it, and see it fail. Then make it pass.
3. Check what you changed, as often as you like: \`${exec} nx affected -t ${gateTarget}\`.
4. Commit with \`git commit\`. The hooks run. When one fails, mend what it names.
5. Gate what is committed: \`${exec} storygate gate --json\`. \`result\` must be \`passed\`; \`failed\` and \`did-not-run\` are not.
6. Red? \`${exec} storygate logs <id> --failed\` shows what broke, in one screen. Mend the cause, commit, gate again.
7. Has \`${trunkBranch}\` moved on? \`${exec} storygate sync\` brings it in and lists conflicts.
8. Done means: all is committed and the gate is green. Then stop, or \`git push\` your branch. The director lands it.

## What is refused

- Going around hooks: \`--no-verify\`, \`git commit -n\`, \`HUSKY=0\`, \`core.hooksPath\`, \`GIT_CONFIG_*\`, \`--receive-pack\`.
- Moving refs yourself: \`git update-ref\`, \`git symbolic-ref\`, \`git branch -f\`, writing below \`.git\`, pushing \`${trunkBranch}\`.
- Landing a story that deletes, skips or weakens what judges it, without a person's approval.

The checks in your own settings remind you of this. They are a nudge: whatever gets past them, trunk goes only to what was
gated, and \`${exec} storygate audit\` names the rest.

Can't make it green? Leave it red, commit what you have, and say what is in the way and what you would need.
`;
}
