import { tmpdir } from 'node:os';
import { must, run, start } from './run';

const node = (script: string) => ['-e', script];
const options = { cwd: tmpdir() };

describe('run', () => {
  it('answers exit code and both streams without throwing', async () => {
    const script = 'console.log("out"); console.error("err"); process.exit(3)';
    const result = await run(process.execPath, node(script), options);
    expect(result).toMatchObject({ exitCode: 3, stdout: 'out', stderr: 'err' });
  });

  it('hands over input, and sets and takes away variables', async () => {
    const script =
      'process.stdin.on("data", (d) => console.log(`${d}`, process.env.ADDED, process.env.LANG))';
    const result = await run('node', node(script), {
      ...options,
      env: { ADDED: 'yes', LANG: undefined },
      input: 'hello',
    });
    expect(result.stdout).toBe('hello yes undefined');
  });

  it('throws for a program that is not there', async () => {
    await expect(run('no-such-program', [], options)).rejects.toThrow('no-such-program');
  });
});

describe('must', () => {
  it('throws with what was printed', async () => {
    await expect(
      must('node', node('console.log("why"); process.exit(1)'), options),
    ).rejects.toThrow(/ended with 1\nwhy/);
  });
});

describe('start', () => {
  it('sees what is printed while the program runs, and interrupts it', async () => {
    const running = await start('node', node('console.log("ready"); setInterval(() => {}, 1e6)'), {
      ...options,
    });
    await running.printed('ready');
    running.signal('SIGINT');
    expect((await running.finished).exitCode).toBe(130);
  });

  it('rejects when the program ends without printing what was waited for', async () => {
    const running = await start('node', node('console.log("other")'), options);
    await expect(running.printed('ready')).rejects.toThrow('ended without printing ready:\nother');
  });
});
