import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  createRepository,
  isolatedEnvironment,
  livingOf,
  storygateProgram,
  type Repository,
} from '@storygate/testing';

let repository: Repository;
let program: string;

beforeAll(async () => {
  repository = await createRepository({
    ...{
      'nx.json': '{"plugins": ["@storygate/nx"]}',
      '.gitignore': '.env*\n',
      'brief.md': 'Do it.\n',
    },
  });
  program = storygateProgram();
});

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, [program, ...args], {
    cwd: repository.root,
    env: isolatedEnvironment(process.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function exitCodeOf(child: ChildProcess): Promise<unknown> {
  const [code] = (await once(child, 'exit')) as unknown[];
  return code;
}

it('ends as it would have where nobody reads its errors', async () => {
  const child = start('no-such-command');
  child.stderr?.destroy();
  expect(await exitCodeOf(child)).toBe(2);
});

it('stops and cleans up where nobody reads its events any more', async () => {
  expect(await exitCodeOf(start('story', 'login', '--dependencies', 'none'))).toBe(0);
  const agent = `setInterval(() => console.log('pid ' + process.pid), 50)`;
  const asked = ['run', 'login', '--brief', 'brief.md', '--agent', 'command', '--json=events'];
  const child = start(...asked, '--', process.execPath, '-e', agent);
  let printed = '';
  const pid = await new Promise<number>((resolve) => {
    child.stdout?.on('data', (data: Buffer) => {
      printed += data.toString();
      const [, found] = /pid (\d+)/.exec(printed) ?? [];
      if (found !== undefined) resolve(Number(found));
    });
  });
  expect(livingOf([pid])).toEqual([pid]);
  child.stdout?.destroy();
  expect(await exitCodeOf(child)).toBe(130);
  expect(livingOf([pid])).toEqual([]);
});
