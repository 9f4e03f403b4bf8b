import { deed, type Deed } from './deed';
import type { GitLine } from './git-line';
import type { GitVerdict } from './judge-git';

/** Keys that decide which hooks run, or read more settings from elsewhere. */
const GUARDED =
  /^(?:core\.(?:hookspath|bare|worktree)|extensions\.worktreeconfig|hook\..+|include\.path|includeif\..+\.path)$/i;
const RECEIVER = /^remote\..+\.receivepack$/i;

/** What a setting of git's would do. Sections and names of git's settings have no case. */
export function judgeConfigWord(key: string, said: readonly string[]): Deed[] {
  if (RECEIVER.test(key)) return [deed('replaces-receiver', ...said)];
  return GUARDED.test(key) ? [deed('changes-git-config', ...said)] : [];
}

/** The shell text that an alias of git's stands for. */
export function aliasScript(value: string): string {
  return value.startsWith('!') ? value.slice(1) : `git ${value}`;
}

const READS = ['get', 'get-all', 'get-regexp', 'get-urlmatch', 'list', 'l'];
const WRITES = ['unset', 'unset-all', 'add', 'replace-all'];

/** Judges `git config`, in the form with subcommands and in the old one. */
export function judgeConfig(said: readonly string[], { options, operands }: GitLine): GitVerdict {
  const has = (names: readonly string[]): boolean =>
    options.some(({ name }) => names.includes(name));
  const [verb = ''] = operands;
  if (has(READS) || ['get', 'list'].includes(verb)) return { deeds: [], scripts: [] };
  if (/^(?:rename|remove)-section$/.test(verb) || has(['rename-section', 'remove-section'])) {
    const sections = operands.some((name) =>
      /^(?:core|extensions|hook|include|remote)\b/i.test(name),
    );
    return { deeds: sections ? [deed('changes-git-config', ...said)] : [], scripts: [] };
  }
  const [key = '', ...values] = ['set', 'unset'].includes(verb) ? operands.slice(1) : operands;
  // A key alone is read, unless an option says otherwise.
  const writes = values.length > 0 || has(WRITES) || verb === 'unset';
  if (!writes) return { deeds: [], scripts: [] };
  const scripts = /^alias\./i.test(key) && values[0] !== undefined ? [aliasScript(values[0])] : [];
  return { deeds: judgeConfigWord(key, said), scripts };
}
