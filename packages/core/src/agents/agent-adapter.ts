/** What an agent is told in one turn: the text, and a file outside the worktree that holds the same. */
export interface Prompt {
  readonly text: string;
  /** Absolute; its folder is the agent run's own, where an agent may keep what belongs to the conversation. */
  readonly file: string;
}

/** How an agent's program is called; never through a shell. */
export interface AgentCall {
  readonly args: readonly string[];
  /** What it reads from standard input; without it, standard input is closed. */
  readonly input?: string;
  /** The conversation's id where it is known before the agent tells it. */
  readonly conversation?: string;
}

/** What an agent's output tells, as far as Storygate acts on it or shows it. */
export type AgentEvent =
  /** The id by which the same conversation is continued. */
  | { readonly type: 'conversation'; readonly id: string }
  | { readonly type: 'message'; readonly text: string }
  /** A message that comes in pieces, without a line break between them. */
  | { readonly type: 'message-part'; readonly text: string }
  | { readonly type: 'command'; readonly command: string }
  /** It wanted to do something that nobody had allowed. */
  | { readonly type: 'denied'; readonly what: string }
  /** Something went wrong that it may get over. */
  | { readonly type: 'trouble'; readonly text: string }
  /** Its turn failed, whatever its exit code says. */
  | { readonly type: 'failed'; readonly why: string };

/**
 * One coding agent's command line. `options` are the words behind `--` of the user's command, or else `unattended`.
 * Everything here is pure but `detect`.
 */
export interface AgentAdapter {
  /** As in `--agent <name>`. */
  readonly name: string;
  /** The options by which it works with nobody there to ask, used where the user gave none. */
  readonly unattended: readonly string[];
  /** Paths that it leaves in the worktree and that belong in no commit: names in the Nx workspace's folder. */
  readonly leavings: readonly string[];
  /** The absolute path of its program; null when it is not installed. */
  detect(options: readonly string[]): string | null;
  /** Begins a conversation. */
  start(prompt: Prompt, options: readonly string[]): AgentCall;
  /** Goes on with the conversation. */
  continue(conversation: string, prompt: Prompt, options: readonly string[]): AgentCall;
  /** What one line of its output tells; nothing for a line that it doesn't know. */
  readEvents(line: string): readonly AgentEvent[];
}
