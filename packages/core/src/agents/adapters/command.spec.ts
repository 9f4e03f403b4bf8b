import { command } from './command';

const PROMPT = { text: 'Do this.', file: '/run/prompt-1.md' };

describe('command', () => {
  it('is told by a file where a word asks for one, and on standard input otherwise', () => {
    expect(command.start(PROMPT, ['node', 'agent.mjs', '--brief={briefFile}'])).toEqual({
      args: ['agent.mjs', '--brief=/run/prompt-1.md'],
    });
    expect(command.start(PROMPT, ['node', '-e', '$(rm -r x); `y`'])).toEqual({
      args: ['-e', '$(rm -r x); `y`'],
      input: 'Do this.',
    });
  });

  it('finds its program on PATH or by a path', () => {
    expect(command.detect([process.execPath])).toBe(process.execPath);
    expect(command.detect(['git'])).toMatch(/git$/);
    for (const none of [[], ['no-such-program'], ['./no-such-program']])
      expect(command.detect(none)).toBeNull();
  });
});
