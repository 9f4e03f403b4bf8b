import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import {
  pidsIn,
  run,
  sourceScript,
  STUBBORN_PIDS,
  STUBBORN_PROGRAM,
  temporaryFolder,
} from '@storygate/testing';
import { listProcesses } from './list-processes';
import { runProgram, type Program, type ProgramEnd } from './run-program';

const cwd = temporaryFolder('program');

function runNode(script: string, more: Partial<Program> = {}): Promise<ProgramEnd> {
  return runProgram({ file: process.execPath, args: ['-e', script], cwd, ...more });
}

async function living(pids: readonly number[]): Promise<number[]> {
  const all = new Set((await listProcesses()).map(({ pid }) => pid));
  return pids.filter((pid) => all.has(pid));
}

describe('runProgram', () => {
  it('answers how a program ended, and what it printed', async () => {
    const end = await runNode('console.log("out"); console.error("err"); process.exit(3)');
    expect(end).toEqual({
      pid: expect.any(Number) as number,
      exitCode: 3,
      stdout: 'out\n',
      stderr: 'err\n',
      trouble: null,
      stopped: null,
    });
  });

  it('hands over input, and lines as they come', async () => {
    const lines: string[] = [];
    const script = 'process.stdin.on("data", (text) => process.stdout.write(`a\\nb${text}`))';
    await runNode(script, { input: ' é', onLine: (line) => lines.push(line) });
    expect(lines).toEqual(['a', 'b é']);
  });

  it('says what kept a program from starting, or ended it', async () => {
    const missing = await runProgram({ file: 'no-such-program', args: [], cwd });
    expect(missing).toMatchObject({ exitCode: null, trouble: expect.stringMatching(/ENOENT/) });
    const killed = await runNode('process.kill(process.pid, "SIGKILL")');
    expect(killed).toMatchObject({ exitCode: null, trouble: 'it was ended by SIGKILL' });
  });

  it('does not wait for what a program leaves behind with its output open', async () => {
    const script = `const child = require('node:child_process').spawn('sleep', ['60'],
      { stdio: 'inherit', detached: true }); console.log('pid ' + child.pid); process.exit(0)`;
    const end = await runNode(script);
    expect(end.exitCode).toBe(0);
    const [left] = pidsIn(end.stdout);
    process.kill(left!, 'SIGKILL');
  });
});

describe('a program that prints very much', () => {
  const megabytes = (count: number) =>
    `const { writeSync } = require('node:fs'); const block = Buffer.alloc(1e6, 'x'.repeat(99) + '\\n');
     for (let n = 0; n < ${count}; n++) for (let at = 0; at < block.length;) at += writeSync(1, block, at);
     writeSync(1, 'the end\\n')`;

  it('is not failed for it; beginning and end are kept, and how much is left out is said', async () => {
    const logFile = join(cwd, 'loud.log');
    let lines = 0;
    const end = await runNode(megabytes(60), { logFile, onLine: () => lines++ });
    expect(end).toMatchObject({ exitCode: 0, trouble: null });
    expect(lines).toBe(600_001);
    const said = '\n[storygate: 56000008 bytes left out]\n';
    expect(end.stdout).toHaveLength(4_000_000 + said.length);
    expect(end.stdout).toContain(said);
    expect(end.stdout.endsWith('x\nthe end\n')).toBe(true);
    const log = readFileSync(logFile, 'latin1');
    expect(log).toHaveLength(20_000_000 + said.length);
    expect(log).toContain('[storygate: 40000008 bytes left out]');
  });

  it('gets a line without an end cut', async () => {
    const lines: string[] = [];
    await runNode('process.stdout.write("x".repeat(5e6) + "\\nnext")', {
      onLine: (line) => lines.push(line),
    });
    expect(lines.map(({ length }) => length)).toEqual([10_000, 4]);
  });
});

describe('a program that hangs', () => {
  it('is ended at its limit with all that it started, and what was running is named', async () => {
    const limit = new AbortController();
    const logFile = join(cwd, 'stubborn.log');
    let printed = '';
    const end = await runProgram({
      file: process.execPath,
      args: STUBBORN_PROGRAM,
      cwd,
      limit: limit.signal,
      logFile,
      env: { WHOSE: 'ours' },
      onLine: (line) => {
        printed += `${line}\n`;
        if (pidsIn(printed).length === STUBBORN_PIDS) limit.abort();
      },
    });
    expect(end).toMatchObject({ exitCode: null, trouble: 'it was stopped at its time limit' });
    expect(end.stopped?.map(({ env }) => env.includes('WHOSE=ours'))).toEqual(
      Array.from({ length: STUBBORN_PIDS }, () => true),
    );
    expect(await living(pidsIn(printed))).toEqual([]);
    expect(readFileSync(logFile, 'utf8')).toMatch(
      /\[storygate: stopped at its time limit; this was running:\]\n( {2}.*\n)+$/,
    );
  });

  it.each([
    ['the user interrupts', "source('process/interruption').interrupt()", 'INTERRUPTED'],
    ['this process exits', 'process.exit(7)', ''],
  ])('leaves nothing behind when %s', async (_, stop, said) => {
    const script = `
      const { runProgram } = source('process/run-program');
      let open = ${STUBBORN_PIDS};
      const onLine = (line) => {
        console.log(line);
        if (line.startsWith('pid ') && --open === 0) ${stop};
      };
      const program = { file: process.execPath, args: JSON.parse(args[0]), cwd: '/', onLine };
      await runProgram(program).catch((error) => console.log(error.code));`;
    const args = sourceScript('core', script, [JSON.stringify(STUBBORN_PROGRAM)]);
    const { stdout } = await run(process.execPath, args, { cwd });
    expect(pidsIn(stdout)).toHaveLength(STUBBORN_PIDS);
    expect(stdout.split('\n').at(-1)).toContain(said);
    // One that was killed at the exit is there until the kernel is done with it; one that stays fails this by its time limit.
    while ((await living(pidsIn(stdout))).length > 0) await setImmediate();
  });
});
