import { refusal, usageError } from '../errors/storygate-error';
import type { AgentAdapter } from './agent-adapter';
import { aider } from './adapters/aider';
import { claude } from './adapters/claude';
import { codex } from './adapters/codex';
import { command } from './adapters/command';
import { cursorAgent } from './adapters/cursor-agent';
import { gemini } from './adapters/gemini';
import { opencode } from './adapters/opencode';

/** Every agent that Storygate can put to work. */
export const AGENTS: readonly AgentAdapter[] = [
  claude,
  codex,
  gemini,
  opencode,
  cursorAgent,
  aider,
  command,
];

/** An agent that is installed, and how it is to be called. */
export interface FoundAgent {
  readonly adapter: AgentAdapter;
  /** Its absolute path. */
  readonly program: string;
  readonly options: readonly string[];
}

/** The agent of this name with the user's own options, or those for working unattended; refuses one that is not there. */
export function requireAgent(name: string, given: readonly string[]): FoundAgent {
  const adapter = AGENTS.find((one) => one.name === name);
  if (adapter === undefined) {
    throw usageError({
      code: 'NO_SUCH_AGENT',
      message: `there is no agent ${JSON.stringify(name)}`,
      hints: [
        `Agents: ${AGENTS.map((one) => one.name).join(', ')}. Any other program: \`--agent command -- <program> {briefFile}\`.`,
      ],
      facts: { agent: name },
    });
  }
  const options = given.length > 0 ? given : adapter.unattended;
  const program = adapter.detect(options);
  if (program !== null) return { adapter, program, options };
  throw refusal({
    code: 'AGENT_NOT_FOUND',
    message:
      adapter.name === 'command'
        ? `${JSON.stringify(options[0] ?? '')} is no program that can be run`
        : `${name} is not on PATH`,
    hints: [
      adapter.name === 'command'
        ? 'Write the program and its arguments behind `--`, for example `-- node agent.mjs {briefFile}`.'
        : `Install it and log in, so that \`${name} --version\` works here, or name another agent.`,
    ],
    facts: { agent: name },
  });
}
