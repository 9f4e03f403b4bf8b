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
    `Settings > Rules > Rulesets: an active branch ruleset for \`${trunk}\`. Bypass list: at most those who may change what governs gates, since the check refuses such a change`,
    'in it: restrict deletions, block force pushes, require a pull request before merging',
    'in it: require the status check `storygate`, from GitHub Actions, and branches to be up to date',
    'in it: require a merge queue, where each change is gated on the very commit that lands',
    'in it: require review from code owners, with owners of `.github/` and `nx.json` in CODEOWNERS: a pull request can change the workflow that judges it',
  ];
}

function gitlabSettings(trunk: string): string[] {
  return [
    'Settings > Merge requests: enable merged results pipelines and merge trains, tick "Pipelines must succeed", leave "Skipped pipelines are considered successful" off',
    `Settings > Repository > Protected branches, \`${trunk}\`: allowed to push and merge: no one; allowed to merge: maintainers; force push off; code owner approval on`,
    'CODEOWNERS: owners of `.gitlab-ci.yml`, `.gitlab/` and `nx.json`: a merge request can change the job that judges it',
  ];
}
