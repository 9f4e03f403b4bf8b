import { rename } from 'node:fs/promises';
import * as v from 'valibot';
import { messageOf } from '../errors/messages';
import { refusal } from '../errors/storygate-error';
import { writeFileAtomically } from './atomic-file';
import { readTextOrNull } from './read-text';

/**
 * Reads a JSON record, or null where there is none. A record that can't be read is set aside and refused by name,
 * never taken for an empty one.
 */
export async function readRecord<T>(
  path: string,
  schema: v.GenericSchema<unknown, T>,
): Promise<T | null> {
  const text = readTextOrNull(path);
  if (text === null) return null;
  const problem = parseRecord(text, schema);
  if (!problem.ok && problem.newer) {
    throw refusal({
      code: 'RECORD_NEWER',
      message: `${path} was written by a newer Storygate than this one`,
      hints: [
        'Install the version that wrote it, for example with `npm install` in this checkout.',
      ],
      facts: { path },
    });
  }
  if (problem.ok) return problem.value;
  const aside = `${path}.damaged-${Date.now()}`;
  await rename(path, aside);
  throw refusal({
    code: 'RECORD_DAMAGED',
    message: `${path} is damaged (${problem.why})`,
    hints: [
      `It was set aside as ${aside}; nothing else was touched. What git knows is still there: run the same command again to go on without the record.`,
    ],
    facts: { path, aside },
  });
}

/** Writes a JSON record by replacing the file. */
export function writeRecord(path: string, record: object): Promise<void> {
  return writeFileAtomically(path, `${JSON.stringify(record, null, 2)}\n`);
}

function parseRecord<T>(
  text: string,
  schema: v.GenericSchema<unknown, T>,
): { ok: true; value: T } | { ok: false; why: string; newer: boolean } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { ok: false, why: messageOf(error), newer: false };
  }
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return { ok: true, value: parsed.output };
  const [issue] = parsed.issues;
  const why = `${v.getDotPath(issue) ?? 'record'}: ${issue.message}`;
  return { ok: false, why, newer: versionOf(json) > KNOWN_VERSION };
}

/** The form of records that this version writes. */
const KNOWN_VERSION = 1;

function versionOf(json: unknown): number {
  const version = typeof json === 'object' && json !== null && 'version' in json ? json.version : 0;
  return typeof version === 'number' ? version : 0;
}
