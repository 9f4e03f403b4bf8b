import { configError } from '../errors/storygate-error';
import { PLUGIN_NAME } from './options';
import { parseNxJson } from './parse-nx-json';

/** How nx.json names the plugin: not at all, or with these raw options. */
export type Registration =
  { readonly registered: false } | { readonly registered: true; readonly options: unknown };

/** Finds the plugin in the text of an nx.json. `where` names the file for errors. */
export function parseRegistration(text: string, where: string): Registration {
  const nxJson = parseNxJson(text);
  if (typeof nxJson !== 'object' || nxJson === null) {
    throw configError({
      code: 'BAD_NX_JSON',
      message: `${where} is not valid JSON`,
      hints: ['Mend the file; `npx nx show projects` tells where it breaks.'],
      facts: { where },
    });
  }
  const plugins: unknown = 'plugins' in nxJson ? nxJson.plugins : [];
  for (const entry of Array.isArray(plugins) ? (plugins as unknown[]) : []) {
    if (entry === PLUGIN_NAME) return { registered: true, options: {} };
    if (
      typeof entry === 'object' &&
      entry !== null &&
      'plugin' in entry &&
      entry.plugin === PLUGIN_NAME
    ) {
      return { registered: true, options: 'options' in entry ? entry.options : {} };
    }
  }
  return { registered: false };
}
