import { resolve } from 'node:path';
import { findOnPath } from '../../process/find-on-path';
import type { AgentAdapter, AgentCall, Prompt } from '../agent-adapter';

/**
 * Any program: the words behind `--` are the program and its arguments, run without a shell. `{briefFile}` in a word stands
 * for the file with what the agent is told; where no word has it, that comes on standard input. It remembers nothing, so
 * each turn begins with the whole brief.
 */
export const command: AgentAdapter = {
  name: 'command',
  unattended: [],
  leavings: [],
  detect: ([program = '']) => {
    if (program === '') return null;
    return findOnPath(/[\\/]/.test(program) ? resolve(program) : program);
  },
  start: callOf,
  continue: (_, prompt, options) => callOf(prompt, options),
  readEvents: (line) => (line.trim() === '' ? [] : [{ type: 'message', text: line }]),
};

const PLACE = '{briefFile}';

function callOf({ text, file }: Prompt, [, ...words]: readonly string[]): AgentCall {
  const args = words.map((word) => word.replaceAll(PLACE, file));
  return words.some((word) => word.includes(PLACE)) ? { args } : { args, input: text };
}
