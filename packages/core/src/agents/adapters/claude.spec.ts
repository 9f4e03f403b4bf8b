import { claude } from './claude';

const PROMPT = { text: 'Do this.', file: '/run/prompt-1.md' };
const read = (event: object) => claude.readEvents(JSON.stringify(event));

describe('claude', () => {
  it('is told on standard input, and goes on with the same session', () => {
    const headless = ['-p', '--output-format', 'stream-json', '--verbose'];
    expect(claude.start(PROMPT, ['--model', 'm'])).toEqual({
      args: [...headless, '--model', 'm'],
      input: 'Do this.',
    });
    expect(claude.continue('s-1', PROMPT, claude.unattended)).toEqual({
      args: [...headless, '--resume', 's-1', ...claude.unattended],
      input: 'Do this.',
    });
    expect(claude.unattended).not.toContain('bypassPermissions');
  });

  it('tells its session, what it says and runs, what was denied, and that it failed', () => {
    expect(read({ type: 'system', subtype: 'init', session_id: 's-1', tools: [] })).toEqual([
      { type: 'conversation', id: 's-1' },
    ]);
    const content = [
      { type: 'thinking', thinking: 'hm' },
      { type: 'text', text: 'I look.' },
      { type: 'tool_use', id: 't', name: 'Bash', input: { command: 'ls' } },
      { type: 'tool_use', id: 'u', name: 'Read', input: { file_path: 'a' } },
    ];
    expect(read({ type: 'assistant', message: { role: 'assistant', content } })).toEqual([
      { type: 'message', text: 'I look.' },
      { type: 'command', command: 'ls' },
    ]);
    const permission_denials = [{ tool_name: 'Bash', tool_input: { command: 'rm -r x' } }];
    expect(read({ type: 'result', subtype: 'success', permission_denials })).toEqual([
      { type: 'denied', what: 'Bash {"command":"rm -r x"}' },
    ]);
    expect(read({ type: 'result', subtype: 'error_max_turns', is_error: true })).toEqual([
      { type: 'failed', why: 'error_max_turns' },
    ]);
  });
});
