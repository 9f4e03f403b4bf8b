import type { Step, StorygateEvent } from '@storygate/core/events/events';

/** What a person reads while a step is under way. */
export const STEP_WORDS: Readonly<Record<Step, string>> = {
  clone: 'cloning',
  'queue-story': 'queueing for',
  'fetch-trunk': 'fetching trunk',
  'create-worktree': 'making the worktree',
  'arm-hooks': 'arming the git hooks',
  'copy-dependencies': 'copying dependencies from',
  'link-dependencies': 'sharing dependencies of',
  'install-dependencies': 'installing dependencies:',
  'copy-files': 'copying files',
  'run-setup': 'setting up:',
  'check-isolation': 'checking that it is isolated',
  'make-candidate': 'merging onto',
  'prepare-gate-workspace': 'preparing the gate workspace',
  'find-affected': 'asking Nx what is affected',
  'run-gate': 'running the gates',
  attest: 'signing the attestation of tree',
  'advance-trunk': 'advancing',
  'settle-checkout': 'bringing the checkout along:',
  'archive-story': 'archiving',
  'restore-files': 'restoring files from',
  'sync-story': 'bringing in',
  'remove-worktree': 'removing',
};

/** What a person reads of a step that starts. */
export function stepText({
  step,
  detail,
}: Extract<StorygateEvent, { type: 'step-started' }>): string {
  return detail === null ? STEP_WORDS[step] : `${STEP_WORDS[step]} ${detail}`;
}
