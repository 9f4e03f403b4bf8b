import type { Deed, Rule } from '@storygate/core/agents/guard/deed';

/** What a rule is for, and what to do instead. */
const WORDS: Readonly<Record<Rule, readonly [why: string, instead: string]>> = {
  'skips-hooks': [
    'it would skip the hooks that check your work',
    'run it without that; where a hook fails, mend what it names, and where you cannot, stop and say so',
  ],
  'changes-git-config': [
    'it would change which hooks git runs here',
    "leave git's configuration as it is; where a hook is in the way, stop and say so",
  ],
  'replaces-receiver': [
    'it would choose the program that checks a push on the other side',
    'push with `git push`, and nothing else',
  ],
  'writes-refs': [
    'it would write refs, settings or hooks of the repository directly',
    'change your own branch with `git commit`, `git merge`, `git rebase` or `git reset`',
  ],
  'moves-trunk': [
    'it would move trunk, which only a landing does',
    'push your own branch with `git push`; the director lands it with `npx storygate merge <story>`',
  ],
  unreadable: [
    'it speaks of git and cannot be read as a shell command',
    'write it plainly: one command, or few, with all quotes closed',
  ],
};

const LONGEST = 200;

/** The lines that tell an agent what is refused of a command line and what to do instead; none where nothing is. */
export function describeDeeds(deeds: readonly Deed[]): string[] {
  const [first] = deeds;
  if (first === undefined) return [];
  const [why, instead] = WORDS[first.rule];
  const said = first.words.replaceAll('\0', '…').slice(0, LONGEST);
  return [
    `error: nothing was run: \`${said}\`: ${why} [AGENT_COMMAND_REFUSED]`,
    `hint: ${instead}`,
  ];
}
