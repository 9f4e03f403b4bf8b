import * as v from 'valibot';

/** Reads JSON of a known form out of text that anyone may have written; null when it is not that. */
export function parseJsonAs<T>(text: string, schema: v.GenericSchema<unknown, T>): T | null {
  try {
    const parsed = v.safeParse(schema, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
