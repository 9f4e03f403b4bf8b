import { delimiter } from 'node:path';
import {
  createRepository,
  recordProgram,
  storygateFromSource,
  temporaryFolder,
} from '@storygate/testing';

// Elsewhere the library starts programs of its own.
const onLinux = process.platform === 'linux' ? it : it.skip;

onLinux(
  'shows on the desktop who ended, without a word of the agent, where it is wanted',
  async () => {
    const { git, root } = await createRepository({ 'nx.json': '{}', '.gitignore': '.env*\n' });
    await git('config', 'storygate.notify', 'true');
    const programs = temporaryFolder('programs');
    const shown = await recordProgram(programs, 'notify-send');
    const storygate = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
      const PATH = `${programs}${delimiter}${process.env['PATH'] ?? ''}`;
      return storygateFromSource(args, { cwd: root, env: { PATH, ...env }, input: 'Do it.' });
    };
    await storygate(['story', 'login', '--dependencies', 'none', '--brief', '-']);
    const run = ['run', 'login', '--agent', 'command'];
    const idle = ['--', 'git', '--version'];
    await storygate([...run, ...idle], { CI: 'true' });
    await storygate([...run, '--no-notify', ...idle]);
    const hostile = 'console.error(`"; touch pwned; $(id)`); process.exit(4)';
    const { stdout } = await storygate([...run, '--', process.execPath, '-e', hostile]);
    expect(stdout).toContain(
      'failed (command, round 1 of 5): the agent ended with exit code 4: ";',
    );
    // What is recorded is the first start: the runs before the last one started nothing.
    expect((await shown()).args.slice(0, 2)).toEqual(['Storygate', 'login failed']);
  },
);
