import { parse, type ParseError } from 'jsonc-parser';

/** The value of a JSON text with comments and trailing commas; undefined where it is not even that. */
export function parseCommentedJson(text: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  return errors.length > 0 ? undefined : value;
}
