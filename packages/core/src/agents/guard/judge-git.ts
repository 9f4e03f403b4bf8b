import { quote } from '../../hooks/shell-text';
import { deed, type Deed } from './deed';
import { GIT_FORMS, OTHER_FORM } from './git-forms';
import { readGitLine, type GitLine } from './git-line';
import { aliasScript, judgeConfig, judgeConfigWord } from './judge-config';
import { judgeRefs } from './judge-refs';

/** What a call of git would do, and shell text that it would run. */
export interface GitVerdict {
  readonly deeds: readonly Deed[];
  readonly scripts: readonly string[];
}

/** Git's own options that take the next word. */
const VALUED = ['-C', '--git-dir', '--work-tree', '--namespace', '--super-prefix', '--attr-source'];

/** Plumbing that moves refs, or takes a push apart, with nobody asking. */
const REF_WRITERS = ['update-ref', 'fast-import', 'receive-pack', 'http-push'];

/** Judges a call of git by the words behind the program. */
export function judgeGit(words: readonly string[]): GitVerdict {
  const settings: string[] = [];
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '-c' || word === '--config-env') settings.push(words[++at] ?? '');
    else if (word.startsWith('--config-env=')) settings.push(word.slice('--config-env='.length));
    else if (VALUED.includes(word)) at++;
    else if (!word.startsWith('-')) break;
  }
  const aliases = new Map<string, string>();
  const deeds: Deed[] = [];
  const scripts: string[] = [];
  for (const setting of settings) {
    const [key = '', ...value] = setting.split('=');
    const [, alias] = /^alias\.(.+)$/i.exec(key) ?? [];
    if (alias !== undefined) aliases.set(alias, value.join('='));
    deeds.push(...judgeConfigWord(key, ['git', '-c', setting]));
  }
  const [command = '', ...rest] = words.slice(at);
  const alias = aliases.get(command);
  if (alias !== undefined) scripts.push([aliasScript(alias), ...rest.map(quote)].join(' '));
  const line = readGitLine(rest, GIT_FORMS[command] ?? OTHER_FORM);
  const own = judgeCommand(command, rest, line);
  return {
    deeds: [...deeds, ...own.deeds],
    scripts: [...scripts, ...own.scripts].filter((script) => script !== ''),
  };
}

function judgeCommand(command: string, rest: readonly string[], line: GitLine): GitVerdict {
  const { options, operands } = line;
  const said = ['git', command, ...rest];
  const deeds: Deed[] = [];
  const has = (...names: string[]): boolean => options.some(({ name }) => names.includes(name));
  if (has('no-verify') || ((command === 'commit' || command === 'am') && has('n'))) {
    deeds.push(deed('skips-hooks', ...said));
  }
  if (REF_WRITERS.includes(command)) deeds.push(deed('writes-refs', ...said));
  if (command === 'send-pack' || command === 'push') {
    if (has('receive-pack', 'exec')) deeds.push(deed('replaces-receiver', ...said));
  }
  if (command === 'config') return judgeConfig(said, line);
  deeds.push(...judgeRefs(command, said, line));
  const scripts = options.flatMap(({ name, value }) =>
    command === 'rebase' && (name === 'x' || name === 'exec') && value !== null ? [value] : [],
  );
  if (command === 'submodule' && operands[0] === 'foreach')
    scripts.push(operands.slice(1).join(' '));
  if (command === 'bisect' && operands[0] === 'run') scripts.push(rest.slice(1).join(' '));
  return { deeds, scripts };
}
