import type { Audit } from '@storygate/core/audit/audit';
import type { Exported } from '@storygate/core/audit/export-attestations';
import type { Trunk } from '@storygate/core/repository/trunk';
import type { Output } from '../output';
import { short } from './short';

/** Prints what the audit of trunk found: what got in without proof, and what trunk has lost. */
export function renderAudit(output: Output, audit: Audit, trunk: Trunk): void {
  const { checked, from, unattested, lost } = audit;
  if (unattested.length > 0) {
    output.tell(
      `error: ${unattested.length} of ${checked} commits of ${trunk.name} since ${short(from)} got in without proof [UNATTESTED]`,
    );
    renderCommits(output, unattested);
    output.tell(
      'hint: look at each with `git show <commit>`; land changes with `npx storygate merge <story>`',
    );
  }
  if (lost.length > 0) {
    output.tell(
      `error: ${trunk.name} was moved back: ${lost.length} proven ${lost.length === 1 ? 'commit is' : 'commits are'} gone from it [TRUNK_LOST_COMMITS]`,
    );
    renderCommits(output, lost);
    for (const hint of waysBack(lost[0]?.commit ?? null, trunk)) output.tell(`hint: ${hint}`);
  }
  if (!isClean(audit)) return;
  output.say(
    from === null
      ? `${trunk.name} does not name @storygate/nx in nx.json yet, so nothing is checked`
      : `commits of ${trunk.name} since ${short(from)}: ${checked}, every one attested`,
  );
}

/** Prints what was written where. */
export function renderExport(
  output: Output,
  { folder, bundles, keys }: Exported & { readonly folder: string },
): void {
  output.say(
    `${bundles.length} attestations in ${folder}, with what verifies them in ${keys.join(', ') || 'keys'}`,
  );
}

/** Whether the audit has nothing to name. */
export function isClean({ unattested, lost }: Audit): boolean {
  return unattested.length === 0 && lost.length === 0;
}

function renderCommits(output: Output, commits: Audit['unattested'] | Audit['lost']): void {
  for (const { commit, subject, reason } of commits) {
    output.tell(`  ${short(commit)} ${subject} (${reason})`);
  }
}

/** How lost commits get back; the hooks let trunk go forward to what is proven. */
function waysBack(newest: string | null, { branch, remote }: Trunk): string[] {
  const forward =
    remote === null
      ? `\`git merge --ff-only ${short(newest)}\` in the checkout of ${branch}`
      : `\`git push ${remote} ${short(newest)}:refs/heads/${branch}\``;
  return [
    `while nothing else is on ${branch} since, ${forward} brings them back`,
    'otherwise land them anew: `npx nx g story <id>`, there `git merge <commit>`, then `npx storygate merge <id>`',
  ];
}
