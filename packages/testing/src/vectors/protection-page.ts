import { TABLE } from './table';
import type { Ending, Vector } from './vector';

const OPENING = `# How trunk is protected, and how far that goes

<!-- Written by \`npm run docs\` from the table in packages/testing/src/vectors, whose rows run on real git. -->

Git refs can be moved in some fifty ways, and most of them run no commit or push hook. So Storygate sits where refs
change (L3), and an audit stands behind it (L4). \`npx storygate doctor\` says which layers are active in a clone.

| layer | what it is | stops | does not stop |
| --- | --- | --- | --- |
| L0 | one obvious command, written in AGENTS.md | ignorance | intent |
| L1 | the agent's own hooks ([agents.md](agents.md#guardrails)) | habit: \`--no-verify\`, stopping early | scripts |
| L2 | git's hooks (pre-commit, pre-push), armed in every worktree by an absolute path | honest mistakes | \`--no-verify\`, \`HUSKY=0\`, most ways of moving a branch |
| L3 | the \`reference-transaction\` hook | every ordinary way of moving trunk, \`--no-verify\` included | another \`core.hooksPath\` for one command, raw writes under \`.git\`, what git tells no hook |
| L4 | \`npx storygate audit\`: trunk's history held against the ledger | hiding: what came in past L3 is named, and what was proven and taken away | the act; a forgery with a key that the same user can read |
| L5 | trunk in a repository that another OS user or server owns | every local way | root there; weak gates |
| L6 | the forge's branch protection with the required check | a compromised workstation | weak gates |

## What to trust

- **Without L5 or L6, trunk is tamper-evident, not tamper-proof.** Whoever may write \`.git\` can move trunk and can read
  the clone's own signing key. L3 makes that a deliberate act, and L4 names what came in that way.
- L4 proves where a commit came from, as long as the key is out of the reach of whoever is not trusted: name the
  runner's key in \`options.merge.keys\`, and keep its private half elsewhere.
- L4 knows what trunk had from the ledger, which tells of each landing in the transaction that moves trunk, and from the
  reflog. Whoever takes landed commits away and rewrites the ledger and the reflog to match leaves nothing to name in that
  clone; another clone of a remote trunk still knows.
- A hook that can't judge (its program is gone, no \`node\`) refuses trunk and lets every other ref pass.
- After a refusal nothing is lost: the story's branch stays, a commit that was made stays as an object whose id is
  printed, and the hint names the command that clears up what git left half-done.

## Every known way, and what becomes of it

Each row is run on real git by \`packages/testing/src/vectors/vectors.slow.ts\`, which fails when a row and reality
differ. "Refused" means: trunk, ledger and story stand where they stood, and git's exit code is not 0. "Named" means: it
happens, and \`audit\` names exactly the commits without proof and the proven ones that trunk lost.
`;

/** docs/protection.md: the layers, what to trust, and the table of vectors. */
export function renderProtectionPage(): string {
  const groups = TABLE.map(({ title, vectors }) =>
    [
      `\n### ${title}\n`,
      '| way | what becomes of it |',
      '| --- | --- |',
      ...vectors.map(renderRow),
      '',
    ].join('\n'),
  );
  return OPENING + groups.join('');
}

function renderRow({ name, ending, since, note }: Vector): string {
  const newer =
    since === undefined ? '' : `; from git ${since.git.join('.')} on ${renderEnding(since.ending)}`;
  const remark = note === undefined ? '' : ` (${note})`;
  return `| ${name.replaceAll('<', '\\<').replaceAll('_', '\\_')} | ${renderEnding(ending)}${newer}${remark} |`;
}

function renderEnding(ending: Ending): string {
  switch (ending.kind) {
    case 'refused': {
      const by = ending.by === 'git' ? 'by git itself' : `by ${ending.by}`;
      const left = ending.cleanUp === undefined ? '' : `; \`${ending.cleanUp}\` clears up`;
      return `refused ${by}${left}`;
    }
    case 'audited':
      return 'not refused; **named** by L4';
  }
}
