/** Whose continuous integration it is. */
export type Provider = 'github' | 'gitlab';

/** What a person has to set in the forge, since a file in the repository can't, before the check binds anyone. */
export function bindingNote(provider: Provider, trunk: string): string {
  const settings = { github: githubSettings, gitlab: gitlabSettings }[provider](trunk);
  return [
    'Storygate now gates merged commits, but binds nobody before these settings do:',
    ...settings.map((setting) => `  - ${setting}`),
    `Land these files on ${trunk} first: the gate runs with what ${trunk} has. More in docs/ci.md of Storygate.`,
  ].join('\n');
}

function githubSettings(trunk: string): string[] {
  return [
    `Settings > Rules > Rulesets, a branch ruleset for \`${trunk}\`, active, with an empty bypass list:`,
    'restrict deletions, block force pushes, require a pull request before merging',
    'require the status check `storygate` of GitHub Actions, with branches up to date before merging',
    'require a merge queue: there alone the package store is restored, and each merge is gated as it lands',
    'require review from code owners, and give `.github/` and `nx.json` owners in CODEOWNERS',
  ];
}

function gitlabSettings(trunk: string): string[] {
  return [
    'Settings > Merge requests: enable merged results pipelines and merge trains, and "Pipelines must succeed"',
    'there too: leave "Skipped pipelines are considered successful" off',
    `Settings > Repository > Protected branches: \`${trunk}\`, allowed to push and merge: no one to push, maintainers to merge, no force push`,
    'require approval of code owners, and give `.gitlab-ci.yml`, `.gitlab/` and `nx.json` owners in CODEOWNERS',
  ];
}
