/** One word for a POSIX shell, whatever characters it has. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A shell pattern that matches a text whatever its case; everything else in it stands for itself. */
export function anyCase(text: string): string {
  return [...text]
    .map((char) => {
      const [lower, upper] = [char.toLowerCase(), char.toUpperCase()];
      if (lower !== upper) return `[${upper}${lower}]`;
      return /[\w/-]/.test(char) ? char : quote(char);
    })
    .join('');
}
