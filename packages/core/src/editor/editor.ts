import { usageError } from '../errors/storygate-error';

/** How one kind of editor opens a window. */
export interface Editor {
  /** As the user names it; a template's is the template. */
  readonly name: string;
  /** The names that its program may have on PATH, the usual one first. */
  readonly programs: readonly string[];
  /** Its arguments, in which `{path}` and `{workspaceFile}` are replaced. */
  readonly args: readonly string[];
}

const vscode = (name: string): Editor => ({
  name,
  programs: [name],
  args: ['--new-window', '{workspaceFile}'],
});

/** JetBrains' launchers have no flag for a window: a project that is not open gets its own, as the IDE's settings say. */
const jetBrains = (name: string): Editor => ({ name, programs: [name], args: ['{path}'] });

/** The editors that are known by name; without a choice, the first whose program is there is taken. */
export const EDITORS: readonly Editor[] = [
  vscode('code'),
  vscode('cursor'),
  vscode('windsurf'),
  // Some distributions of Linux call it otherwise, as `zed` is the ZFS event daemon there.
  { name: 'zed', programs: ['zed', 'zeditor'], args: ['--new', '{path}'] },
  jetBrains('webstorm'),
  jetBrains('idea'),
];

/** An editor by its name, or by a template: a program and its arguments, as words with quotes and without a shell. */
export function parseEditor(text: string): Editor {
  const known = EDITORS.find(({ name }) => name === text);
  if (known !== undefined) return known;
  const [program, ...args] = parseWords(text);
  const names = args.some((arg) => /\{(path|workspaceFile)\}/.test(arg));
  return { name: text, programs: [program], args: names ? args : [...args, '{path}'] };
}

/** Words between spaces; quotes of either kind hold spaces together, and nothing else is special. */
function parseWords(text: string): [string, ...string[]] {
  const unclosed = /["']/.test(text.replace(QUOTED, ''));
  const words = text.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [];
  const [program = '', ...args] = words.map((word) => word.replace(QUOTED, '$1$2'));
  if (unclosed || program === '') throw badEditor(text);
  return [program, ...args];
}

const QUOTED = /"([^"]*)"|'([^']*)'/g;

function badEditor(text: string) {
  return usageError({
    code: 'BAD_EDITOR',
    message: `${JSON.stringify(text)} is no editor and no command`,
    hints: [
      `Name one of ${EDITORS.map(({ name }) => name).join(', ')}, or a program and its arguments, such as \`--editor 'codium --new-window {workspaceFile}'\`.`,
    ],
    facts: { editor: text },
  });
}
