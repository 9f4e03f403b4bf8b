import { readNxJson, updateJson, type NxJsonConfiguration, type Tree } from '@nx/devkit';

type PluginEntry = NonNullable<NxJsonConfiguration['plugins']>[number];

/** The plugin's entry in nx.json (a preset that it extends counts), or null. */
export function findRegistration(tree: Tree, plugin: string): PluginEntry | null {
  const plugins = readNxJson(tree)?.plugins ?? [];
  return plugins.find((entry) => nameOf(entry) === plugin) ?? null;
}

/** The options as nx.json has them, before they are checked. */
export function registeredOptions(tree: Tree, plugin: string): unknown {
  const entry = findRegistration(tree, plugin);
  return entry === null || typeof entry === 'string' ? {} : entry.options;
}

/** Names the plugin in nx.json, unless it's there in either form: an entry and its options are left as they are. */
export function registerPlugin(tree: Tree, plugin: string): void {
  if (findRegistration(tree, plugin) !== null) return;
  const plugins = [...(readNxJson(tree)?.plugins ?? []), plugin];
  updateJson<NxJsonConfiguration>(tree, 'nx.json', (nxJson) => ({ ...nxJson, plugins }));
}

function nameOf(entry: PluginEntry): string {
  return typeof entry === 'string' ? entry : entry.plugin;
}
