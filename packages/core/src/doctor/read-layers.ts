import { readFileAt } from '../git/commits';
import type { Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import type { Layer } from './problem';

/** Where `nx g @storygate/nx:agent-rules` gives agents hooks. */
const AGENT_HOOKS = [
  '.claude/settings.json',
  '.codex/hooks.json',
  '.gemini/settings.json',
  '.cursor/hooks.json',
  '.opencode/plugins/storygate.js',
];

async function hasAgentHooks({ git, prefix }: Repository, { commit }: Trunk): Promise<boolean> {
  const texts = await Promise.all(
    AGENT_HOOKS.map((file) => readFileAt(git, commit, `${prefix}${file}`)),
  );
  return texts.some((text) => text?.includes('hook agent-command'));
}

/** The protection layers, and which of them work here; `armed`: every worktree runs the hooks. */
export async function readLayers(
  repository: Repository,
  trunk: Trunk,
  armed: boolean,
): Promise<Layer[]> {
  const { registered, options } = trunk.policy;
  const agents = await readFileAt(repository.git, trunk.commit, `${repository.prefix}AGENTS.md`);
  const protect = registered && options.trunk.protect;
  return [
    {
      layer: 'L0',
      name: 'instructions',
      active: agents?.includes('storygate:start') ?? false,
      meaning:
        'AGENTS.md tells agents the one command for each step; it stops ignorance, not intent',
    },
    {
      layer: 'L1',
      name: 'hooks of agents',
      active: await hasAgentHooks(repository, trunk),
      meaning:
        "agents' own hooks refuse habits, on trunk for at least one agent; they stop no script, and no agent that means to",
    },
    {
      layer: 'L2',
      name: 'git hooks',
      active: armed,
      meaning: 'every worktree runs the hooks; they stop honest mistakes, not --no-verify',
    },
    {
      layer: 'L3',
      name: 'trunk protection',
      active: armed && protect,
      meaning: protect
        ? 'git refuses every ordinary way onto trunk, --no-verify included; not raw writes under .git'
        : 'options.trunk.protect is off or not on trunk yet, so a plain commit on trunk goes through',
    },
    {
      layer: 'L4',
      name: 'audit',
      active: registered,
      meaning:
        '`storygate audit` names every commit that got onto trunk without proof, and every proven one it lost',
    },
    {
      layer: 'L5',
      name: 'guarded remote',
      active: false,
      meaning:
        'no trunk that another user owns is known: this one is tamper-evident, not tamper-proof',
    },
  ];
}
