import * as v from 'valibot';
import type { AgentEvent } from '../agent-adapter';

/** A message in the form of Anthropic's API, which Claude Code and Cursor's agent print. */
export const assistantSchema = v.object({
  content: v.array(
    v.union([
      v.object({ type: v.literal('text'), text: v.string() }),
      v.object({
        type: v.literal('tool_use'),
        input: v.object({ command: v.string() }),
      }),
      v.object({ type: v.string() }),
    ]),
  ),
});

/** What such a message tells: its texts, and the commands that it runs. */
export function readAssistant({ content }: v.InferOutput<typeof assistantSchema>): AgentEvent[] {
  return content.flatMap((part): AgentEvent[] => {
    if ('text' in part) return [{ type: 'message', text: part.text }];
    return 'input' in part ? [{ type: 'command', command: part.input.command }] : [];
  });
}
