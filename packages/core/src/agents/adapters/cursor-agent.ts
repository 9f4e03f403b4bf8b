import * as v from 'valibot';
import { findOnPath } from '../../process/find-on-path';
import { parseJsonAs } from '../../state/parse-json';
import type { AgentAdapter, AgentEvent } from '../agent-adapter';
import { assistantSchema, readAssistant } from './assistant-message';

const event = v.variant('type', [
  v.object({ type: v.literal('system'), subtype: v.literal('init'), session_id: v.string() }),
  v.object({ type: v.literal('assistant'), message: assistantSchema }),
  v.object({
    type: v.literal('tool_call'),
    subtype: v.literal('started'),
    tool_call: v.object({
      shellToolCall: v.object({ args: v.object({ command: v.string() }) }),
    }),
  }),
  v.object({
    type: v.literal('result'),
    is_error: v.optional(v.boolean(), false),
    result: v.optional(v.string(), ''),
  }),
]);

/**
 * Cursor's agent: `cursor-agent -p --output-format stream-json <prompt>`, and `--resume <chat>` to go on.
 * https://cursor.com/docs/cli/headless and …/cli/reference/output-format. Without `--force` it only proposes changes, and
 * `--trust` is needed where nobody can be asked whether the folder is trusted.
 */
export const cursorAgent: AgentAdapter = {
  name: 'cursor-agent',
  unattended: ['--force', '--trust'],
  leavings: [],
  detect: () => findOnPath('cursor-agent'),
  start: ({ text }, options) => ({ args: [...HEADLESS, ...options, text] }),
  continue: (chat, { text }, options) => ({
    args: [...HEADLESS, '--resume', chat, ...options, text],
  }),
  readEvents: (line): AgentEvent[] => {
    const told = parseJsonAs(line, event);
    switch (told?.type) {
      case 'system':
        return [{ type: 'conversation', id: told.session_id }];
      case 'assistant':
        return readAssistant(told.message);
      case 'tool_call':
        return [{ type: 'command', command: told.tool_call.shellToolCall.args.command }];
      case 'result':
        return told.is_error ? [{ type: 'failed', why: told.result }] : [];
      case undefined:
        return [];
    }
  },
};

const HEADLESS = ['-p', '--output-format', 'stream-json'];
