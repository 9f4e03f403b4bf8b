import { cursorAgent } from './cursor-agent';

const PROMPT = { text: 'Do this.', file: '/run/prompt-1.md' };
const read = (event: object) => cursorAgent.readEvents(JSON.stringify(event));

describe('cursor-agent', () => {
  it('is told by an argument, and goes on with the same chat', () => {
    const headless = ['-p', '--output-format', 'stream-json'];
    expect(cursorAgent.start(PROMPT, cursorAgent.unattended)).toEqual({
      args: [...headless, '--force', '--trust', 'Do this.'],
    });
    expect(cursorAgent.continue('c-1', PROMPT, [])).toEqual({
      args: [...headless, '--resume', 'c-1', 'Do this.'],
    });
  });

  it('tells its chat, what it says and runs, and that it failed', () => {
    expect(read({ type: 'system', subtype: 'init', session_id: 'c-1', cwd: '/' })).toEqual([
      { type: 'conversation', id: 'c-1' },
    ]);
    const message = { role: 'assistant', content: [{ type: 'text', text: 'Done.' }] };
    expect(read({ type: 'assistant', message })).toEqual([{ type: 'message', text: 'Done.' }]);
    const tool_call = { shellToolCall: { args: { command: 'ls' } } };
    expect(read({ type: 'tool_call', subtype: 'started', call_id: '1', tool_call })).toEqual([
      { type: 'command', command: 'ls' },
    ]);
    expect(read({ type: 'result', subtype: 'success', is_error: true, result: 'no' })).toEqual([
      { type: 'failed', why: 'no' },
    ]);
  });
});
