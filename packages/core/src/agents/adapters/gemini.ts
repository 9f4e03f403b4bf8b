import * as v from 'valibot';
import { findOnPath } from '../../process/find-on-path';
import { parseJsonAs } from '../../state/parse-json';
import type { AgentAdapter, AgentEvent } from '../agent-adapter';

const event = v.variant('type', [
  v.object({ type: v.literal('init'), session_id: v.string() }),
  v.object({
    type: v.literal('message'),
    role: v.string(),
    content: v.string(),
    delta: v.optional(v.boolean(), false),
  }),
  v.object({
    type: v.literal('tool_use'),
    parameters: v.object({ command: v.string() }),
  }),
  v.object({ type: v.literal('error'), message: v.string() }),
  v.object({
    type: v.literal('result'),
    status: v.string(),
    error: v.optional(v.object({ message: v.string() })),
  }),
]);

/**
 * Google's Gemini CLI: without a terminal it is headless and takes the prompt from standard input; `--output-format
 * stream-json`, and `--resume <session>` to go on. https://geminicli.com/docs/cli/headless/ and docs/cli/cli-reference.md in
 * github.com/google-gemini/gemini-cli; `--skip-trust` from its `--help`: in a folder that is not trusted, no approval mode
 * counts.
 */
export const gemini: AgentAdapter = {
  name: 'gemini',
  unattended: ['--approval-mode', 'auto_edit', '--skip-trust'],
  leavings: [],
  detect: () => findOnPath('gemini'),
  start: ({ text }, options) => ({ args: [...HEADLESS, ...options], input: text }),
  continue: (session, { text }, options) => ({
    args: [...HEADLESS, '--resume', session, ...options],
    input: text,
  }),
  readEvents: (line): AgentEvent[] => {
    const told = parseJsonAs(line, event);
    switch (told?.type) {
      case 'init':
        return [{ type: 'conversation', id: told.session_id }];
      case 'message': {
        if (told.role !== 'assistant') return [];
        return [{ type: told.delta ? 'message-part' : 'message', text: told.content }];
      }
      case 'tool_use':
        return [{ type: 'command', command: told.parameters.command }];
      case 'error':
        return [{ type: 'trouble', text: told.message }];
      case 'result':
        if (told.status !== 'error') return [];
        return [{ type: 'failed', why: told.error?.message ?? 'it ended with an error' }];
      case undefined:
        return [];
    }
  },
};

const HEADLESS = ['--output-format', 'stream-json'];
