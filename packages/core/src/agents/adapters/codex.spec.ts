import { codex } from './codex';

const PROMPT = { text: 'Do this.', file: '/run/prompt-1.md' };
const read = (event: object) => codex.readEvents(JSON.stringify(event));

describe('codex', () => {
  it('is told on standard input, and goes on with the same thread', () => {
    const { unattended } = codex;
    expect(codex.start(PROMPT, unattended)).toEqual({
      args: ['exec', '--json', '--sandbox', 'workspace-write', '-'],
      input: 'Do this.',
    });
    expect(codex.continue('t-1', PROMPT, ['--model', 'm'])).toEqual({
      args: ['exec', '--json', '--model', 'm', 'resume', 't-1', '-'],
      input: 'Do this.',
    });
  });

  it('tells its thread, what it says and runs, and that its turn failed', () => {
    expect(read({ type: 'thread.started', thread_id: 't-1' })).toEqual([
      { type: 'conversation', id: 't-1' },
    ]);
    const done = (item: object) => read({ type: 'item.completed', item: { id: 'i', ...item } });
    expect(done({ type: 'agent_message', text: 'Done.' })).toEqual([
      { type: 'message', text: 'Done.' },
    ]);
    expect(
      done({ type: 'command_execution', command: 'ls', aggregated_output: '', exit_code: 0 }),
    ).toEqual([{ type: 'command', command: 'ls' }]);
    expect(read({ type: 'error', message: 'Reconnecting' })).toEqual([
      { type: 'trouble', text: 'Reconnecting' },
    ]);
    expect(read({ type: 'turn.failed', error: { message: 'no login' } })).toEqual([
      { type: 'failed', why: 'no login' },
    ]);
  });

  it.each(['', 'no JSON', '{"type":"thread.started"', '{"type":"turn.started"}', '[1]'])(
    'makes nothing of %j',
    (line) => expect(codex.readEvents(line)).toEqual([]),
  );
});
