import { gemini } from './gemini';

const PROMPT = { text: 'Do this.', file: '/run/prompt-1.md' };
const read = (event: object) => gemini.readEvents(JSON.stringify(event));

describe('gemini', () => {
  it('is told on standard input, and goes on with the same session', () => {
    expect(gemini.start(PROMPT, ['-m', 'pro'])).toEqual({
      args: ['--output-format', 'stream-json', '-m', 'pro'],
      input: 'Do this.',
    });
    expect(gemini.continue('g-1', PROMPT, ['-m', 'pro'])).toEqual({
      args: ['--output-format', 'stream-json', '--resume', 'g-1', '-m', 'pro'],
      input: 'Do this.',
    });
  });

  it('tells its session, what it says in pieces and runs, and that it failed', () => {
    expect(read({ type: 'init', session_id: 'g-1', model: 'pro' })).toEqual([
      { type: 'conversation', id: 'g-1' },
    ]);
    expect(read({ type: 'message', role: 'user', content: 'Do this.' })).toEqual([]);
    expect(read({ type: 'message', role: 'assistant', content: 'I lo', delta: true })).toEqual([
      { type: 'message-part', text: 'I lo' },
    ]);
    const tool = { type: 'tool_use', tool_name: 'run_shell_command', tool_id: '1' };
    expect(read({ ...tool, parameters: { command: 'ls' } })).toEqual([
      { type: 'command', command: 'ls' },
    ]);
    expect(read({ type: 'result', status: 'success', stats: {} })).toEqual([]);
    expect(read({ type: 'result', status: 'error', error: { message: 'quota' } })).toEqual([
      { type: 'failed', why: 'quota' },
    ]);
  });
});
