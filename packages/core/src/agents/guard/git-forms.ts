import type { OptionForm } from './git-line';

const form = (short: string, valued: string, plain = '', attached = ''): OptionForm => ({
  short,
  attached,
  valued: valued.split(' '),
  plain: ['no-verify', ...plain.split(' ')].filter((name) => name !== ''),
});

const MERGE = form('mFsX', 'message file strategy strategy-option into-name cleanup');
const PUSH = form(
  'o',
  'push-option repo receive-pack exec',
  'all branches mirror delete force no-receive-pack',
);

/** Options with values of git's commands (git 2.47), where a word behind one could be taken for another option. */
export const GIT_FORMS: Readonly<Record<string, OptionForm>> = {
  commit: form(
    'mFCct',
    'message file reuse-message reedit-message template author date fixup squash cleanup trailer pathspec-from-file',
    '',
    'uS',
  ),
  am: form('pC', 'directory exclude include whitespace patch-format empty', '', 'S'),
  merge: MERGE,
  pull: form('sXjo', 'strategy strategy-option upload-pack depth refmap server-option'),
  rebase: form('xsXC', 'exec onto strategy strategy-option whitespace empty'),
  push: PUSH,
  'send-pack': PUSH,
  fetch: form('jo', 'upload-pack depth refmap server-option deepen', 'all'),
  branch: form('u', 'set-upstream-to sort contains points-at format', 'force delete move copy'),
  checkout: form('bB', 'orphan conflict pathspec-from-file'),
  switch: form('cC', 'create force-create orphan conflict'),
  worktree: form('bB', 'reason expire'),
  config: form(
    'f',
    'file blob type default comment value url',
    'get get-all get-regexp get-urlmatch list unset unset-all add replace-all edit global local system worktree',
  ),
  'symbolic-ref': form('m', '', 'delete short quiet'),
};

/** How every other command is read. */
export const OTHER_FORM: OptionForm = form('', '');
