import { Document, isMap, isScalar, isSeq, parseDocument, type Pair, type ParsedNode } from 'yaml';
import { NxError } from '../../storygate/nx-error';
import { GITLAB_PIPELINE } from './gitlab-pipeline';

/** The pipeline that GitLab starts from. */
export const GITLAB_CI = '.gitlab-ci.yml';

const LINES = `include:\n  - local: ${GITLAB_PIPELINE}\n`;

/** The pipeline's text with Storygate's job included; every other entry and comment stays as it is. */
export function withInclude(text: string): string {
  const include = entriesOf(text).find(({ key }) => isScalar(key) && key.value === 'include');
  if (include === undefined) return [text.trimEnd(), LINES].filter(Boolean).join('\n\n');
  const { key, value } = include;
  const parts = isSeq(value) ? value.items : [value];
  if (parts.some(namesThePipeline)) return text;
  const section = new Document({ include: [...parts, { local: GITLAB_PIPELINE }] });
  // Only this entry is written anew.
  const [start, end] = [key.range[0], (value ?? key).range[2]];
  return text.slice(0, start) + section.toString({ lineWidth: 0 }) + text.slice(end);
}

/** A stage that the pipeline has: `test`, which is there unless it names its own, or the last of those. */
export function stageOf(text: string): string {
  const own = entriesOf(text).find(({ key }) => isScalar(key) && key.value === 'stages');
  const stages: unknown[] = isSeq(own?.value) ? (own.value.toJSON() as unknown[]) : ['test'];
  return stages.includes('test') ? 'test' : String(stages.at(-1) ?? 'test');
}

/** The pipeline's entries at the top. */
function entriesOf(text: string): readonly Pair<ParsedNode, ParsedNode | null>[] {
  const { contents, errors } = parseDocument(text, { logLevel: 'error' });
  const [error] = errors;
  if (error === undefined && contents === null) return [];
  if (error === undefined && isMap(contents)) return contents.items;
  throw new NxError(`${GITLAB_CI} can't be read, so nothing was changed`, 'BAD_GITLAB_CI', [
    error?.message.split('\n')[0] ?? 'it must be a mapping of jobs',
    `mend it, or add \`include: [{ local: ${GITLAB_PIPELINE} }]\` to it by hand`,
  ]);
}

/** `include` entries are a path, or a mapping with `local`. */
function namesThePipeline(entry: unknown): boolean {
  const local = isMap(entry) ? entry.get('local') : isScalar(entry) ? entry.value : undefined;
  return typeof local === 'string' && local.replace(/^\//, '') === GITLAB_PIPELINE;
}
