/** Two lines that enclose what a generator owns in a file it shares with people. */
export interface Markers {
  readonly start: string;
  readonly end: string;
}

/**
 * The text with `section` between the markers: in place of what stood there, or at the end. A marker without its
 * partner belongs to nobody and is left alone.
 */
export function withMarkedSection(text: string, section: string, { start, end }: Markers): string {
  // With blank lines around it, as prettier would have it: a formatter and this must not undo each other.
  const marked = `${start}\n\n${section.trim()}\n\n${end}`;
  const endAt = text.lastIndexOf(end);
  const startAt = endAt === -1 ? -1 : text.lastIndexOf(start, endAt);
  if (startAt !== -1) return text.slice(0, startAt) + marked + text.slice(endAt + end.length);
  const before = text.trimEnd();
  return `${before === '' ? '' : `${before}\n\n`}${marked}\n`;
}
