import { logger, type Tree } from '@nx/devkit';

const FILE = '.opencode/plugins/storygate.js';
const MARK = '// Written by `nx g @storygate/nx:agent-rules`; changes are lost when it runs again.';

/** opencode has hooks in plugins alone, and none that holds it when it stops: https://opencode.ai/docs/plugins */
const plugin = (command: string): string => `${MARK}
import { spawnSync } from 'node:child_process';

export const Storygate = async ({ directory }) => ({
  'tool.execute.before': async (input, output) => {
    if (input.tool !== 'bash') return;
    const told = { cwd: directory, session_id: input.sessionID, command: output.args.command };
    const { status, stderr } = spawnSync(${literal(command)}, {
      shell: true,
      cwd: directory,
      encoding: 'utf8',
      input: JSON.stringify(told),
    });
    if (status === 2) throw new Error(stderr);
  },
});
`;

/** In the quotes that prettier would choose, so that formatting it changes nothing. */
function literal(text: string): string {
  return /['\\]/.test(text) ? JSON.stringify(text) : `'${text}'`;
}

/** Writes the plugin, unless a file of somebody else has its name. */
export function addOpencodePlugin(tree: Tree, command: string): void {
  const before = tree.read(FILE, 'utf-8');
  if (before !== null && !before.startsWith(MARK)) {
    logger.warn(`${FILE} is not Storygate's, and was left as it is`);
    return;
  }
  const after = plugin(command);
  if (after !== before) tree.write(FILE, after);
}
