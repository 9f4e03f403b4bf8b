import {
  detectPackageManager,
  getPackageManagerCommand,
  logger,
  type GeneratorCallback,
  type Tree,
} from '@nx/devkit';
import { HOOKED_AGENTS, type HookedAgent } from '@storygate/core/agents/hooked-agents';
import { readOptions } from '../../gate/read-options';
import { readManifest } from '../../manifest/read-manifest';
import { NxError } from '../../storygate/nx-error';
import { addAgentsSection } from '../init/add-agents-section';
import { findTrunkProject } from '../init/add-trunk-project';
import { findRegistration, registeredOptions } from '../init/register-plugin';
import { addSkill } from './add-skill';
import { hookCommand } from './hook-command';
import { hookFiles } from './hook-files';
import { mergeHooks } from './merge-hooks';
import { addOpencodePlugin } from './opencode-plugin';

/** The options of `nx g @storygate/nx:agent-rules`. */
export interface AgentRulesOptions {
  readonly agents?: readonly HookedAgent[];
}

const NOTE = `Commit these files: what git does not track reaches no story's worktree. Codex runs hooks only once you trust them (/hooks).
They are a nudge, not a wall: an agent can ignore or change them. The walls are the gate and the protected trunk.`;

/** Tells coding agents how stories work here, and gives those that have hooks a command guard and a stop-check. */
export default async function agentRules(
  tree: Tree,
  options: AgentRulesOptions,
): Promise<GeneratorCallback> {
  const { name: plugin } = readManifest();
  if (findRegistration(tree, plugin) === null) {
    throw new NxError(`${plugin} is not in nx.json, so there are no stories yet`, 'NOT_SET_UP', [
      `set the workspace up with \`nx g ${plugin}:init\`, then run this again`,
    ]);
  }
  const { gate, stories, trunk } = await readOptions(registeredOptions(tree, plugin));
  const names = {
    exec: getPackageManagerCommand(detectPackageManager(tree.root), tree.root).exec,
    gateTarget: gate.targetName,
    trunkBranch: trunk.branch,
    trunkProject: findTrunkProject(tree, plugin) ?? 'trunk',
    branchPrefix: stories.branchPrefix,
  };
  const agents = options.agents ?? HOOKED_AGENTS;
  const command = hookCommand(tree);
  const files = hookFiles(command);
  // Nothing here is formatted: the files are mostly other people's.
  // All are read before one is written: a file that can't be merged stops it with nothing changed.
  const merged = agents.flatMap((agent) => {
    const form = files[agent];
    if (form === null) return [];
    const before = tree.read(form.file, 'utf-8');
    const after = mergeHooks(before ?? '', form);
    return after === before ? [] : [{ file: form.file, after }];
  });
  for (const { file, after } of merged) tree.write(file, after);
  addAgentsSection(tree, names);
  addSkill(tree, names);
  if (agents.includes('opencode')) addOpencodePlugin(tree, command('agent-command', 'opencode'));
  return () => logger.info(NOTE);
}
