import type { CiFacts } from './ci-facts';
import { indented, quoted } from './yaml-text';

/** Where the job is. */
export const GITLAB_PIPELINE = '.gitlab/storygate.yml';

/** The job that gates each merged result, as text. `stage` is one that the including pipeline has. */
export function gitlabPipeline({ trunk, manager, node }: CiFacts, stage: string): string {
  const provide = manager.provide === null ? [] : [`- ${manager.provide}`];
  const target = `$CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_TARGET_BRANCH_NAME == "${trunk}"`;
  return `# Written by \`nx g @storygate/nx:ci --provider=gitlab\`, which writes it anew: docs/ci.md of Storygate tells why
# each line is here, and which settings of the project make the job binding.
storygate:
  stage: ${quoted(stage)}
  image: node:${node.version}
  needs: []
  inherit:
    default: false
    variables: false
  rules:
    - if: ${quoted(target)}
  interruptible: true
  timeout: 60 minutes
  # Every merge request can write the cache that merge requests restore, so there is none.
  cache: []
  variables:
    GIT_STRATEGY: clone
    GIT_DEPTH: '0'
    HUSKY: '0'
  script:
    - |
      case "$CI_MERGE_REQUEST_EVENT_TYPE" in
        merged_result | merge_train) ;;
        *)
          echo 'Storygate gates merged results only. Turn them on: Settings > Merge requests.'
          exit 1
          ;;
      esac
    - COMMIT=$(git rev-parse --verify HEAD)
    - BASE=$(git rev-parse --verify 'HEAD^1')
    # What judges is what trunk has, not what the change brings.
    - git checkout --quiet --detach "$BASE"
    ${indented([...provide, `- ${manager.install}`], 4)}
    - ${manager.exec} storygate gate --merged --commit "$COMMIT" --base "$BASE" --output storygate-proof
  artifacts:
    name: storygate
    when: always
    expire_in: 30 days
    paths:
      - storygate-proof/
`;
}
