import type { HookedAgent } from '@storygate/core/agents/hooked-agents';

/** One entry that a settings file has to have. */
export interface HookEntry {
  /** The event, as the agent calls it. */
  readonly event: string;
  readonly value: object;
}

/** An agent's settings file with the hooks it is to have. */
export interface HookFile {
  readonly file: string;
  /** What the file needs beside hooks, where it has nothing by that name. */
  readonly needs: Readonly<Record<string, unknown>>;
  readonly entries: readonly HookEntry[];
}

/** Makes the command line of a hook: `agent-command` or `agent-stop`, and the agent. */
export type HookCommand = (hook: 'agent-command' | 'agent-stop', agent: HookedAgent) => string;

/** Seconds. Both answer in less than one; what is slower is let through. */
const TIMEOUT = 30;

/** Where agents of today read hooks that come with a repository; the sources say so in their documentation. */
export function hookFiles(command: HookCommand): Readonly<Record<HookedAgent, HookFile | null>> {
  const grouped = (agent: HookedAgent, timeout: number, matcher: string | null) => ({
    ...(matcher === null ? {} : { matcher }),
    hooks: [
      {
        type: 'command',
        command: command(matcher === null ? 'agent-stop' : 'agent-command', agent),
        timeout,
      },
    ],
  });
  const like = (agent: 'claude' | 'codex'): HookEntry[] => [
    { event: 'PreToolUse', value: grouped(agent, TIMEOUT, 'Bash') },
    { event: 'Stop', value: grouped(agent, TIMEOUT, null) },
  ];
  return {
    // https://code.claude.com/docs/en/hooks
    claude: { file: '.claude/settings.json', needs: {}, entries: like('claude') },
    // https://developers.openai.com/codex/hooks
    codex: { file: '.codex/hooks.json', needs: {}, entries: like('codex') },
    // https://geminicli.com/docs/hooks/reference: its limits are milliseconds.
    gemini: {
      file: '.gemini/settings.json',
      needs: {},
      entries: [
        { event: 'BeforeTool', value: grouped('gemini', TIMEOUT * 1000, 'run_shell_command') },
        { event: 'AfterAgent', value: grouped('gemini', TIMEOUT * 1000, null) },
      ],
    },
    // https://cursor.com/docs/hooks
    cursor: {
      file: '.cursor/hooks.json',
      needs: { version: 1 },
      entries: [
        { event: 'beforeShellExecution', value: { command: command('agent-command', 'cursor') } },
        { event: 'stop', value: { command: command('agent-stop', 'cursor') } },
      ],
    },
    // Its hooks are a plugin: see opencode-plugin.ts.
    opencode: null,
  };
}
