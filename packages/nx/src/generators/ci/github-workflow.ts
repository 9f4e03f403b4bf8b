import type { CiFacts } from './ci-facts';
import { ACTIONS } from './github-actions';
import { indented, quoted } from './yaml-text';

/** Where the workflow is. */
export const GITHUB_WORKFLOW = '.github/workflows/storygate.yml';

/** The workflow that gates each merged commit, as text. Its one job that counts is the check `storygate`. */
export function githubWorkflow(facts: CiFacts): string {
  const { manager } = facts;
  const branches = `branches: [${quoted(branchPattern(facts.trunk))}]`;
  const key = 'storygate-store-${{ runner.os }}-';
  const store = `path: ${manager.store}
          key: ${key}\${{ hashFiles('${manager.lockfile}') }}`;
  return `# Written by \`nx g @storygate/nx:ci --provider=github\`, which writes it anew: docs/ci.md of Storygate tells why
# each line is here, and which settings of the repository make the check binding.
name: Storygate

on:
  pull_request:
    ${branches}
  merge_group:
    ${branches}
  push:
    ${branches}

permissions:
  contents: read

concurrency:
  group: storygate-\${{ github.event_name }}-\${{ github.ref }}
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}

env:
  HUSKY: '0'

jobs:
  gate:
    name: storygate
    if: github.event_name != 'push'
    runs-on: ubuntu-24.04
    timeout-minutes: 60
    steps:
      - name: Check out the merged commit, with all history
        uses: ${ACTIONS.checkout}
        with:
          fetch-depth: 0
          persist-credentials: false
      - name: Judge by what trunk has, not by what the change brings
        env:
          QUEUED_ON: \${{ github.event.merge_group.base_sha }}
        run: |
          commit=$(git rev-parse --verify HEAD)
          base=$(git rev-parse --verify "\${QUEUED_ON:-HEAD^1}^{commit}")
          echo "COMMIT=$commit" >> "$GITHUB_ENV"
          echo "BASE=$base" >> "$GITHUB_ENV"
          git checkout --quiet --detach "$base"
      ${indented(setUpNode(facts), 6)}
      # Whoever opens a pull request can write the caches it would restore, so only a merge queue restores trunk's.
      - name: Restore trunk's package store
        if: github.event_name == 'merge_group'
        uses: ${ACTIONS.restoreCache}
        with:
          ${store}
          restore-keys: ${key}
      - name: Install trunk's Storygate
        run: ${manager.install}
      - name: Gate the merged commit
        run: >-
          ${manager.exec} storygate gate --merged
          --commit "$COMMIT" --base "$BASE" --output "$RUNNER_TEMP/storygate"
      - name: Keep the run and its attestation
        if: \${{ !cancelled() }}
        uses: ${ACTIONS.uploadArtifact}
        with:
          name: storygate
          path: \${{ runner.temp }}/storygate

  store:
    name: storygate package store
    if: github.event_name == 'push'
    runs-on: ubuntu-24.04
    timeout-minutes: 20
    steps:
      - name: Check out trunk
        uses: ${ACTIONS.checkout}
        with:
          persist-credentials: false
      ${indented(setUpNode(facts), 6)}
      - name: Look for a store of this lockfile
        id: store
        uses: ${ACTIONS.restoreCache}
        with:
          ${store}
          lookup-only: true
      - name: Fill the store
        if: steps.store.outputs.cache-hit != 'true'
        run: ${manager.install}
      - name: Save the store
        if: steps.store.outputs.cache-hit != 'true'
        uses: ${ACTIONS.saveCache}
        with:
          ${store}
`;
}

/** Lines of the steps that make Node and the package manager available. */
function setUpNode({ node, manager }: CiFacts): string[] {
  return [
    '- name: Set up Node',
    `  uses: ${ACTIONS.setupNode}`,
    '  with:',
    node.file === null
      ? `    node-version: ${quoted(node.version)}`
      : `    node-version-file: ${node.file}`,
    // It would restore, and save, a cache of its own for every event.
    '    package-manager-cache: false',
    ...(manager.provide === null
      ? []
      : ['- name: Set up the package manager', `  run: ${manager.provide}`]),
  ];
}

/** A branch's name as a filter that matches nothing else. */
function branchPattern(branch: string): string {
  return branch.replaceAll('+', '\\+');
}
