/** A text as a YAML scalar that can't be read as anything else. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Indents every line but the first, to stand where a template puts it. */
export function indented(lines: readonly string[], spaces: number): string {
  return lines.join(`\n${' '.repeat(spaces)}`);
}
