import { Terminal } from '@xterm/headless';
import { isolatedEnvironment } from './environment';
import { must } from './run';

/** A program that runs in a terminal of its own, which a test looks at, types into and takes away. */
export interface InTerminal {
  /** The exit code. */
  readonly finished: Promise<number>;
  readonly pid: number;
  /** What is on the screen now, line by line. */
  screen(): string[];
  /** Which of a terminal's two screens is shown, and whether its cursor is. */
  mode(): { readonly screen: 'normal' | 'alternate'; readonly cursor: 'shown' | 'hidden' };
  /** Resolves when the screen shows `text`; rejects when the program ends before. */
  shows(text: string | RegExp): Promise<void>;
  type(keys: string): void;
  resize(columns: number, rows: number): Promise<void>;
  /** Takes the terminal away, as a connection that breaks; resolves when the program has ended. */
  hangUp(): Promise<void>;
}

/** Whether this system can start a program in a terminal: util-linux has `script`, other systems another one. */
export const HAS_TERMINALS = process.platform === 'linux';

/** Starts a program in a terminal of 80 columns and 24 rows. */
export async function startInTerminal(
  program: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
): Promise<InTerminal> {
  const { execa } = await import('execa');
  const command = [program, ...args].map(quote).join(' ');
  const line = `stty rows 24 cols 80; echo "$$ $(tty)"; exec ${command}`;
  const subprocess = execa(
    'script',
    ['--quiet', '--flush', '--return', '--command', line, '/dev/null'],
    {
      cwd,
      env: {
        ...isolatedEnvironment(process.env),
        TERM: 'xterm-256color',
        SHELL: '/bin/sh',
        ...env,
      },
      extendEnv: false,
      stdin: 'pipe',
      buffer: false,
      reject: false,
      timeout: 120_000,
    },
  );
  const terminal = new Terminal({ cols: 80, rows: 24, allowProposedApi: true });
  let raw = '';
  let look = (): void => undefined;
  subprocess.stdout.on('data', (bytes: Buffer) => {
    raw += bytes.toString();
    terminal.write(bytes, () => look());
  });
  const screen = () =>
    Array.from({ length: terminal.rows }, (_, row) => {
      const { active } = terminal.buffer;
      return active.getLine(active.viewportY + row)?.translateToString(true) ?? '';
    });
  const finished = subprocess.then(({ exitCode }) => exitCode ?? -1);
  const shows = (text: string | RegExp) =>
    new Promise<void>((resolve, reject) => {
      look = () => {
        const now = screen().join('\n');
        if (typeof text === 'string' ? now.includes(text) : text.test(now)) resolve();
      };
      look();
      void finished.then(() => reject(new Error(`ended without showing ${String(text)}:\n${raw}`)));
    });
  await shows(/^\d+ \/dev\/\S+$/m);
  const [, pid = '', tty = ''] = /^(\d+) (\/dev\/\S+)$/m.exec(screen().join('\n')) ?? [];
  return {
    finished,
    pid: Number(pid),
    screen,
    mode: () => ({
      screen: terminal.buffer.active.type,
      cursor: raw.lastIndexOf('\u001b[?25l') > raw.lastIndexOf('\u001b[?25h') ? 'hidden' : 'shown',
    }),
    shows,
    type: (keys) => void subprocess.stdin.write(keys),
    resize: async (columns, rows) => {
      terminal.resize(columns, rows);
      await must('stty', ['-F', tty, 'rows', String(rows), 'cols', String(columns)], { cwd });
    },
    hangUp: async () => {
      subprocess.kill('SIGKILL');
      await must('tail', [`--pid=${pid}`, '-f', '/dev/null'], { cwd, timeout: 30_000 });
    },
  };
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
