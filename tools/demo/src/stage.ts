import { styleText } from 'node:util';

const WIDTH = 80;
type Style = Parameters<typeof styleText>[0];

/** Where the demo's words go: 80 columns, colours on a terminal only. */
export class Stage {
  private scenes = 0;
  private afterGap = true;

  constructor(private readonly stream: NodeJS.WriteStream) {}

  /** The headline of a scene. */
  scene(title: string): void {
    const head = `── ${++this.scenes}. ${title} `;
    this.print('', this.paint('bold', head.padEnd(WIDTH, '─')), '');
  }

  /** A paragraph for whoever watches. */
  say(text: string): void {
    this.print(...wrap(text, WIDTH), '');
  }

  /** Numbered lines. */
  list(items: readonly string[]): void {
    for (const [index, item] of items.entries()) {
      const [first = '', ...more] = wrap(item, WIDTH - 5);
      this.print(`  ${index + 1}. ${first}`, ...more.map((line) => `     ${line}`));
    }
    this.gap();
  }

  /** A command, as it is typed in a folder. */
  typed(folder: string, line: string): void {
    this.print(`${this.paint('dim', `${folder} $`)} ${this.paint('bold', line)}`);
  }

  /** What a command printed; null stands for lines that are left out. */
  printed(lines: readonly (string | null)[]): void {
    for (const line of lines) {
      this.print(
        ...wrap(line ?? '…', WIDTH - 4).map((part) => `  ${this.paint('dim', '│')} ${part}`),
      );
    }
  }

  /** How a command ended. */
  ended(exitCode: number, seconds: number): void {
    const words = `exit code ${exitCode}, ${seconds.toFixed(1)} s`;
    this.print(`  ${this.paint(exitCode === 0 ? 'green' : 'red', `└ ${words}`)}`, '');
  }

  /** An empty line. */
  gap(): void {
    this.print('');
  }

  /** Something the demo has looked at and found as it should be. */
  found(text: string): void {
    const [first = '', ...more] = wrap(text, WIDTH - 4);
    this.print(`  ${this.paint('green', '✓')} ${first}`, ...more.map((line) => `    ${line}`));
  }

  /** Never two empty lines in a row. */
  private print(...lines: readonly string[]): void {
    for (const line of lines) {
      if (line === '' && this.afterGap) continue;
      this.stream.write(`${line}
`);
      this.afterGap = line === '';
    }
  }

  private paint(style: Style, text: string): string {
    return this.stream.isTTY ? styleText(style, text) : text;
  }
}

/** Breaks a line at blanks so that no part is longer than `width`; later parts get the first one's indentation and two more. */
export function wrap(line: string, width: number): string[] {
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  const parts: string[] = [];
  let rest = line.trimEnd();
  while (rest.length > width) {
    const blank = rest.lastIndexOf(' ', width);
    const at = blank > indent.length + 2 ? blank : width;
    parts.push(rest.slice(0, at).trimEnd());
    rest = `${indent}${indent === '' ? '' : '  '}${rest.slice(at).trimStart()}`;
  }
  return [...parts, rest];
}
