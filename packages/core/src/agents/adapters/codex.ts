import * as v from 'valibot';
import { findOnPath } from '../../process/find-on-path';
import { parseJsonAs } from '../../state/parse-json';
import type { AgentAdapter, AgentEvent } from '../agent-adapter';

const item = v.variant('type', [
  v.object({ type: v.literal('agent_message'), text: v.string() }),
  v.object({ type: v.literal('command_execution'), command: v.string() }),
  v.object({ type: v.literal('error'), message: v.string() }),
]);

const event = v.variant('type', [
  v.object({ type: v.literal('thread.started'), thread_id: v.string() }),
  v.object({ type: v.literal('item.completed'), item }),
  v.object({ type: v.literal('turn.failed'), error: v.object({ message: v.string() }) }),
  v.object({ type: v.literal('error'), message: v.string() }),
]);

/**
 * OpenAI's Codex: `codex exec --json [options] -`, then `codex exec --json [options] resume <thread> -`; a prompt of `-` is
 * read from standard input. Options stand before `resume`, which does not keep those of the first turn.
 * https://developers.openai.com/codex/noninteractive and codex-rs/exec/src/cli.rs in github.com/openai/codex.
 * Its sandbox keeps `.git` read-only, so what it changes is committed when it ends.
 */
export const codex: AgentAdapter = {
  name: 'codex',
  unattended: ['--sandbox', 'workspace-write'],
  leavings: [],
  detect: () => findOnPath('codex'),
  start: ({ text }, options) => ({ args: ['exec', '--json', ...options, '-'], input: text }),
  continue: (thread, { text }, options) => ({
    args: ['exec', '--json', ...options, 'resume', thread, '-'],
    input: text,
  }),
  readEvents: (line): AgentEvent[] => {
    const told = parseJsonAs(line, event);
    switch (told?.type) {
      case 'thread.started':
        return [{ type: 'conversation', id: told.thread_id }];
      case 'turn.failed':
        return [{ type: 'failed', why: told.error.message }];
      case 'error':
        return [{ type: 'trouble', text: told.message }];
      case 'item.completed':
        return [readItem(told.item)];
      case undefined:
        return [];
    }
  },
};

function readItem(done: v.InferOutput<typeof item>): AgentEvent {
  switch (done.type) {
    case 'agent_message':
      return { type: 'message', text: done.text };
    case 'command_execution':
      return { type: 'command', command: done.command };
    case 'error':
      return { type: 'trouble', text: done.message };
  }
}
