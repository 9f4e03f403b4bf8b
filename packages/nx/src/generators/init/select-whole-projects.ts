import { readJson, updateJson, type Tree } from '@nx/devkit';

interface NxJson {
  readonly affected?: { readonly legacy?: boolean };
}

/**
 * Makes `nx affected` on Nx 24 select whole projects, without which it leaves gates out. A value that someone set
 * stays; the notes answered say what it means.
 */
export function selectWholeProjects(tree: Tree): string[] {
  const { affected = {} } = readJson<NxJson>(tree, 'nx.json');
  if (affected.legacy === false) {
    return [
      'nx.json says "affected": { "legacy": false }: on Nx 24, `nx affected -t gate` will be refused',
    ];
  }
  if (affected.legacy === undefined) {
    updateJson<NxJson>(tree, 'nx.json', (nxJson) => ({
      ...nxJson,
      affected: { ...affected, legacy: true },
    }));
  }
  return [];
}
