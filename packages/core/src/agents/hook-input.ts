import * as v from 'valibot';
import { refusal } from '../errors/storygate-error';
import { quote } from '../hooks/shell-text';
import { parseJsonAs } from '../state/parse-json';

const text = v.optional(v.string());

/** What the agents hand to their hooks, as far as it is read; each has some of it, and more. */
const schema = v.object({
  cwd: text,
  /** Claude Code, Codex and Gemini CLI; Cursor calls it the conversation. */
  session_id: text,
  conversation_id: text,
  /** Cursor. */
  command: text,
  /** Claude Code, Codex and Gemini CLI. */
  tool_input: v.optional(
    v.object({ command: v.optional(v.union([v.string(), v.array(v.string())])) }),
  ),
});

/** What an agent's hook is told. */
export interface HookInput {
  /** Where the agent works; null where it does not say. */
  readonly cwd: string | null;
  readonly session: string;
  /** The command line that it is about to run; null where it is about to do something else. */
  readonly command: string | null;
}

/** Reads what an agent hands to its hook on standard input. Any program can have written that. */
export function parseHookInput(input: string): HookInput {
  const parsed = parseJsonAs(input, schema);
  if (parsed === null) {
    throw refusal({
      code: 'BAD_AGENT_HOOK_INPUT',
      message: 'what the agent told its hook is not what its documentation says',
      hints: [
        'The agent goes on without this check. Look for a newer Storygate, or report it with the name and version of the agent.',
      ],
    });
  }
  const { command = parsed.tool_input?.command ?? null, cwd = null } = parsed;
  return {
    cwd,
    session: parsed.session_id ?? parsed.conversation_id ?? '',
    command: Array.isArray(command) ? command.map(quote).join(' ') : command,
  };
}
