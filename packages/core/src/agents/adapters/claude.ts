import * as v from 'valibot';
import { findOnPath } from '../../process/find-on-path';
import { parseJsonAs } from '../../state/parse-json';
import type { AgentAdapter, AgentEvent } from '../agent-adapter';
import { assistantSchema, readAssistant } from './assistant-message';

const event = v.variant('type', [
  v.object({ type: v.literal('system'), subtype: v.literal('init'), session_id: v.string() }),
  v.object({ type: v.literal('assistant'), message: assistantSchema }),
  v.object({
    type: v.literal('result'),
    is_error: v.optional(v.boolean(), false),
    subtype: v.optional(v.string(), ''),
    result: v.optional(v.string()),
    permission_denials: v.optional(
      v.array(v.object({ tool_name: v.string(), tool_input: v.optional(v.unknown()) })),
      [],
    ),
  }),
]);

/**
 * Anthropic's Claude Code: `claude -p --output-format stream-json --verbose`, the prompt on standard input, and
 * `--resume <session>` to go on. https://code.claude.com/docs/en/headless and …/cli-reference. What nobody allowed is denied
 * in this mode and listed in the result's `permission_denials`.
 */
export const claude: AgentAdapter = {
  name: 'claude',
  unattended: [
    ...['--permission-mode', 'acceptEdits'],
    ...['--allowedTools', 'Bash(git:*),Bash(npx nx:*),Bash(npx storygate:*)'],
  ],
  leavings: [],
  detect: () => findOnPath('claude'),
  start: ({ text }, options) => ({ args: [...HEADLESS, ...options], input: text }),
  continue: (session, { text }, options) => ({
    args: [...HEADLESS, '--resume', session, ...options],
    input: text,
  }),
  readEvents: (line): AgentEvent[] => {
    const told = parseJsonAs(line, event);
    switch (told?.type) {
      case 'system':
        return [{ type: 'conversation', id: told.session_id }];
      case 'assistant':
        return readAssistant(told.message);
      case 'result':
        return [
          ...told.permission_denials.map(({ tool_name, tool_input }): AgentEvent => {
            const what = `${tool_name} ${JSON.stringify(tool_input ?? {})}`;
            return { type: 'denied', what: what.slice(0, LONGEST_TOLD) };
          }),
          ...(told.is_error ? [{ type: 'failed', why: told.result ?? told.subtype } as const] : []),
        ];
      case undefined:
        return [];
    }
  },
};

const HEADLESS = ['-p', '--output-format', 'stream-json', '--verbose'];
/** Of what was denied, so many characters are told. */
const LONGEST_TOLD = 200;
