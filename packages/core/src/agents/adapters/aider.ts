import { dirname, join } from 'node:path';
import { findOnPath } from '../../process/find-on-path';
import type { AgentAdapter, Prompt } from '../agent-adapter';

/**
 * Aider: `aider --message-file <file>` does one thing and ends; `--restore-chat-history` goes on from the chat's file, which
 * is kept with the agent run. https://aider.chat/docs/scripting.html and …/docs/config/options.html. `--no-gitignore`
 * since it would change a tracked file. It prints no events, only text.
 */
export const aider: AgentAdapter = {
  name: 'aider',
  unattended: ['--yes-always'],
  leavings: ['.aider.tags.cache.v3', '.aider.tags.cache.v4'],
  detect: () => findOnPath('aider'),
  start: (prompt, options) => ({
    args: [...argsFor(prompt), ...options],
    conversation: historyOf(prompt),
  }),
  continue: (_, prompt, options) => ({
    args: [...argsFor(prompt), '--restore-chat-history', ...options],
  }),
  readEvents: (line) => (line.trim() === '' ? [] : [{ type: 'message', text: line }]),
};

function argsFor(prompt: Prompt): string[] {
  return [
    ...['--message-file', prompt.file, '--chat-history-file', historyOf(prompt)],
    ...['--input-history-file', join(dirname(prompt.file), 'aider.input')],
    ...['--no-gitignore', '--no-pretty', '--no-stream', '--no-check-update'],
  ];
}

function historyOf({ file }: Prompt): string {
  return join(dirname(file), 'aider.history.md');
}
