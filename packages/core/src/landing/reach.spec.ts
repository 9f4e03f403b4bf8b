import { mapProjects, type ProjectMap } from '../nx/project-map';
import { findReach } from './reach';

type Edges = Readonly<Record<string, readonly string[]>>;

/** Projects in `libs/<name>`, each with what it depends on. */
function mapOf(edges: Edges, outside: readonly string[] = []): ProjectMap {
  return {
    projects: Object.fromEntries(
      Object.entries(edges).map(([name, dependsOn]) => [
        name,
        { root: `libs/${name}`, dependsOn: [...dependsOn] },
      ]),
    ),
    outside: [...outside],
  };
}

function reachOf(changes: readonly string[][], trunk: ProjectMap, tip = trunk, prefix = '') {
  return findReach(
    changes.map((paths) => ({ paths })),
    { prefix, trunk, tip },
  ).map(({ touches, affects }) => [[...touches].sort().join(' '), [...affects].sort().join(' ')]);
}

describe('findReach', () => {
  const map = mapOf({ ui: [], cart: ['ui'], shop: ['cart'], docs: [] });

  it('touches the project around a file, and affects all that depend on it', () => {
    expect(reachOf([['libs/cart/src/a.ts'], ['libs/docs/a.md']], map)).toEqual([
      ['cart', 'cart shop'],
      ['docs', 'docs'],
    ]);
  });

  it('touches everything by a file outside of every project, or outside of the workspace', () => {
    const everything = 'cart docs shop ui';
    expect(reachOf([['package.json'], ['libs/new.txt']], map)).toEqual([
      [everything, everything],
      [everything, everything],
    ]);
    expect(reachOf([['libs/docs/a.md'], ['web/libs/docs/a.md']], map, map, 'web/')).toEqual([
      [everything, everything],
      ['docs', 'docs'],
    ]);
  });

  it('touches everything by a file that some project has for an input from elsewhere', () => {
    expect(
      reachOf([['libs/docs/shared/a.json']], mapOf({ docs: [], ui: [] }, ['libs/docs/sh'])),
    ).toEqual([['docs ui', 'docs ui']]);
  });

  it('takes the closest project, and a project that is gone or new from the map that has it', () => {
    const nested: ProjectMap = {
      projects: {
        ...map.projects,
        part: { root: 'libs/cart/part', dependsOn: [] },
      },
      outside: [],
    };
    expect(reachOf([['libs/cart/part/a.ts']], map, nested)).toEqual([
      ['cart part', 'cart part shop'],
    ]);
  });

  it('counts a dependency that is there on trunk or at the tip', () => {
    const tip = mapOf({ ui: [], cart: [], shop: ['cart'], docs: ['ui'] });
    expect(reachOf([['libs/ui/a.ts']], map, tip)).toEqual([['ui', 'cart docs shop ui']]);
  });

  it('lets every link between two changes of a project reach it, for it may have depended on anything there', () => {
    const changes = [['libs/docs/a'], ['libs/ui/a'], ['libs/docs/b']];
    expect(reachOf(changes, map)).toEqual([
      ['docs', 'docs'],
      ['ui', 'cart docs shop ui'],
      ['docs', 'docs'],
    ]);
  });
});

describe('mapProjects', () => {
  it('keeps folders, dependencies between projects, and how inputs from elsewhere begin', () => {
    const nodes = {
      cart: {
        data: {
          root: 'libs/cart',
          targets: {
            test: {
              inputs: [
                'default',
                '{projectRoot}/**/*',
                '{workspaceRoot}/libs/cart/own.json',
                '{workspaceRoot}/schema/*.json',
                '!{workspaceRoot}/left/out',
                { fileset: '{workspaceRoot}/tools/gen.js' },
              ],
              options: { cwd: '{workspaceRoot}' },
            },
          },
        },
      },
      ui: { data: { root: 'libs/ui', namedInputs: { up: ['{projectRoot}/../x'] } } },
    };
    const dependencies = { cart: [{ target: 'ui' }, { target: 'npm:react' }], ui: [] };
    expect(
      mapProjects({ nodes, dependencies }, { namedInputs: { shared: ['{workspaceRoot}/ci.yml'] } }),
    ).toEqual({
      projects: {
        cart: { root: 'libs/cart', dependsOn: ['ui'] },
        ui: { root: 'libs/ui', dependsOn: [] },
      },
      outside: ['', 'ci.yml', 'schema/', 'tools/gen.js'],
    });
  });
});
