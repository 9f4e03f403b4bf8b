/**
 * The value of an nx.json: JSON, to which Nx allows comments and trailing commas. Undefined for any other text. The
 * parser for the latter loads only where it is needed.
 */
export function parseNxJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const lenient = require('./parse-commented-json') as typeof import('./parse-commented-json');
    return lenient.parseCommentedJson(text);
  }
}
