import { applyEdits, modify, parse, type JSONPath, type ParseError } from 'jsonc-parser';
import { NxError } from '../../storygate/nx-error';
import type { HookFile } from './hook-files';

/** Says which hooks are Storygate's, in whatever form they were written before. */
const OWN = /\bhook agent-(?:command|stop)\b/;

/**
 * The text of a settings file with Storygate's hooks in it: what stood there stays, comments and other hooks too, and a
 * hook of ours is brought up to date. Refuses a file that is not what the agent would read.
 */
export function mergeHooks(text: string, { file, needs, entries }: HookFile): string {
  const settings = readSettings(text, file);
  let merged = text;
  for (const [key, value] of Object.entries(needs)) {
    if (settings[key] === undefined) merged = withValue(merged, [key], value);
  }
  const hooks = objectAt(settings, 'hooks', file);
  for (const { event, value } of entries) {
    const present = hooks[event] ?? [];
    if (!Array.isArray(present)) throw unusable(file, `"hooks.${event}" is not a list`);
    const own = present.findIndex((entry) => OWN.test(JSON.stringify(entry)));
    // An entry with hooks of others beside ours is theirs to change.
    if (own !== -1 && JSON.stringify(present[own]) === JSON.stringify(value)) continue;
    if (own !== -1 && countHooks(present[own]) > 1) continue;
    const index = own === -1 ? present.length : own;
    merged = withValue(merged, ['hooks', event, index], value, own === -1);
  }
  return merged;
}

function readSettings(text: string, file: string): Record<string, unknown> {
  if (text.trim() === '') return {};
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  if (errors.length > 0) throw unusable(file, 'it is not JSON');
  if (!isObject(value)) throw unusable(file, 'it is not a JSON object');
  return value;
}

function objectAt(settings: Record<string, unknown>, key: string, file: string) {
  const value = settings[key] ?? {};
  if (!isObject(value)) throw unusable(file, `"${key}" is not an object`);
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function countHooks(entry: unknown): number {
  const hooks = isObject(entry) ? entry['hooks'] : null;
  return Array.isArray(hooks) ? hooks.length : 1;
}

function withValue(text: string, path: JSONPath, value: unknown, isArrayInsertion = false): string {
  const formattingOptions = { insertSpaces: true, tabSize: 2, eol: '\n' };
  const edited = applyEdits(
    text,
    modify(text, path, value, { formattingOptions, isArrayInsertion }),
  );
  return edited.endsWith('\n') ? edited : `${edited}\n`;
}

function unusable(file: string, why: string): NxError {
  return new NxError(`${file} can't be given hooks: ${why}`, 'SETTINGS_UNUSABLE', [
    'nothing was changed; mend that file, or leave its agent out with --agents',
  ]);
}
