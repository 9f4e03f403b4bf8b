import { aider } from './aider';

const PROMPT = { text: 'Do this.', file: '/run/prompt-2.md' };

describe('aider', () => {
  it('is told by a file, and goes on from the chat that is kept with the run', () => {
    const start = aider.start(PROMPT, aider.unattended);
    expect(start).toMatchObject({ conversation: '/run/aider.history.md' });
    expect(start.args.join(' ')).toMatch(
      /^--message-file \/run\/prompt-2\.md --chat-history-file \/run\/aider\.history\.md .*--yes-always$/,
    );
    expect(start.args).not.toContain('--restore-chat-history');
    expect(aider.continue('/run/aider.history.md', PROMPT, []).args).toContain(
      '--restore-chat-history',
    );
  });

  it('tells what it prints', () => {
    expect(aider.readEvents('Applied edit to a.ts')).toEqual([
      { type: 'message', text: 'Applied edit to a.ts' },
    ]);
    expect(aider.readEvents(' ')).toEqual([]);
  });
});
