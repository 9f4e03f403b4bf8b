import { opencode } from './opencode';

const PROMPT = { text: 'Do this.', file: '/run/prompt-1.md' };
const read = (event: object) =>
  opencode.readEvents(JSON.stringify({ sessionID: 'ses_1', ...event }));

describe('opencode', () => {
  it('is told by an argument, and goes on with the same session', () => {
    expect(opencode.start(PROMPT, ['--auto'])).toEqual({
      args: ['run', '--format', 'json', '--auto', 'Do this.'],
    });
    expect(opencode.continue('ses_1', PROMPT, [])).toEqual({
      args: ['run', '--format', 'json', '--session', 'ses_1', 'Do this.'],
    });
  });

  it('tells its session, what it says and runs, what was denied, and that it failed', () => {
    expect(read({ type: 'step_start', part: { type: 'step-start' } })).toEqual([
      { type: 'conversation', id: 'ses_1' },
    ]);
    expect(read({ type: 'text', part: { type: 'text', text: 'Done.' } })).toEqual([
      { type: 'message', text: 'Done.' },
    ]);
    const state = { status: 'completed', input: { command: 'ls' }, output: '' };
    expect(read({ type: 'tool_use', part: { tool: 'bash', state } })).toEqual([
      { type: 'command', command: 'ls' },
    ]);
    expect(
      opencode.readEvents('! permission requested: external_directory (/etc); auto-rejecting'),
    ).toEqual([{ type: 'denied', what: 'external_directory (/etc)' }]);
    expect(read({ type: 'error', error: { name: 'ProviderAuthError' } })).toEqual([
      { type: 'failed', why: '{"name":"ProviderAuthError"}' },
    ]);
  });
});
