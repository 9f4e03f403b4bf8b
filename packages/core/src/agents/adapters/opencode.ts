import * as v from 'valibot';
import { findOnPath } from '../../process/find-on-path';
import { parseJsonAs } from '../../state/parse-json';
import type { AgentAdapter, AgentEvent } from '../agent-adapter';

const sessionID = v.string();
const event = v.variant('type', [
  v.object({ type: v.literal('step_start'), sessionID }),
  v.object({ type: v.literal('text'), sessionID, part: v.object({ text: v.string() }) }),
  v.object({
    type: v.literal('tool_use'),
    sessionID,
    part: v.object({ state: v.object({ input: v.object({ command: v.string() }) }) }),
  }),
  v.object({ type: v.literal('error'), sessionID, error: v.unknown() }),
]);

/** What it prints where a permission is asked for and nobody is there: github.com/anomalyco/opencode, issue 41513. */
const DENIED = /permission requested: (.+?);? auto-rejecting/;

/**
 * opencode: `opencode run --format json <prompt>`, and `--session <id>` to go on. https://opencode.ai/docs/cli/. By its
 * defaults it may edit and run commands in its folder; `--auto` (behind `--`) allows what it would ask for.
 */
export const opencode: AgentAdapter = {
  name: 'opencode',
  unattended: [],
  leavings: [],
  detect: () => findOnPath('opencode'),
  start: ({ text }, options) => ({ args: [...HEADLESS, ...options, text] }),
  continue: (session, { text }, options) => ({
    args: [...HEADLESS, '--session', session, ...options, text],
  }),
  readEvents: (line): AgentEvent[] => {
    const denied = DENIED.exec(line)?.[1];
    if (denied !== undefined) return [{ type: 'denied', what: denied }];
    const told = parseJsonAs(line, event);
    switch (told?.type) {
      case 'step_start':
        return [{ type: 'conversation', id: told.sessionID }];
      case 'text':
        return [{ type: 'message', text: told.part.text }];
      case 'tool_use':
        return [{ type: 'command', command: told.part.state.input.command }];
      case 'error':
        return [{ type: 'failed', why: JSON.stringify(told.error) }];
      case undefined:
        return [];
    }
  },
};

const HEADLESS = ['run', '--format', 'json'];
