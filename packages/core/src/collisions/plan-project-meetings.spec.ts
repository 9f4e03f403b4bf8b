import type { StoryId } from '../names/story-id';
import type { ProjectMap } from '../nx/project-map';
import { planProjectMeetings } from './plan-project-meetings';

/** `shop` is built on `cart`, which is built on `ui`; `docs` stands alone, and `cart-e2e` is inside `cart`. */
const MAP: ProjectMap = {
  projects: {
    ui: { root: 'libs/ui', dependsOn: [] },
    cart: { root: 'libs/cart', dependsOn: ['ui'] },
    'cart-e2e': { root: 'libs/cart/e2e', dependsOn: [] },
    shop: { root: 'apps/shop', dependsOn: ['cart'] },
    docs: { root: 'docs', dependsOn: [] },
    root: { root: '.', dependsOn: [] },
  },
  outside: ['tools/'],
};

function meetings(paths: Record<string, readonly string[]>, prefix = '') {
  const stories = Object.entries(paths).map(([story, committed]) => ({
    ...{ story: story as StoryId, committed, uncommitted: [] },
  }));
  return planProjectMeetings(stories, MAP, prefix).map(
    ({ stories: pair, projects }) => `${pair.join('+')}: ${projects.join(' ')}`,
  );
}

describe('planProjectMeetings', () => {
  it('finds who changes the same project, whatever the files', () => {
    expect(meetings({ a: ['libs/cart/a.ts'], b: ['libs/cart/b.ts'], c: ['docs/c.md'] })).toEqual([
      'a+b: cart',
    ]);
  });

  it('finds who changes what another builds on directly, and not further down', () => {
    expect(meetings({ a: ['libs/ui/a.ts'], b: ['libs/cart/b.ts'] })).toEqual(['a+b: ui']);
    expect(meetings({ a: ['apps/shop/a.ts'], b: ['libs/cart/b.ts'] })).toEqual(['a+b: cart']);
    expect(meetings({ a: ['libs/ui/a.ts'], b: ['apps/shop/b.ts'] })).toEqual([]);
  });

  it('names all projects of a pair together', () => {
    expect(
      meetings({ a: ['libs/ui/a.ts', 'libs/cart/a.ts'], b: ['libs/cart/b.ts', 'apps/shop/b.ts'] }),
    ).toEqual(['a+b: cart ui']);
  });

  it('takes a file for that project’s whose folder is the closest', () => {
    expect(meetings({ a: ['libs/cart/e2e/a.ts'], b: ['libs/cart/b.ts'] })).toEqual([]);
  });

  it('counts no file outside of all projects, not even one that all tasks read', () => {
    const files = ['package.json', 'tools/lint.js', 'libs/README.md'];
    expect(meetings({ a: files, b: files, c: ['libs/ui/c.ts'] })).toEqual([]);
  });

  it('counts uncommitted files too', () => {
    const [a, b] = ['a', 'b'].map((story) => story as StoryId);
    const found = planProjectMeetings(
      [
        { story: a!, committed: [], uncommitted: ['docs/a.md'] },
        { story: b!, committed: ['docs/b.md'], uncommitted: [] },
      ],
      MAP,
      '',
    );
    expect(found).toEqual([{ stories: [a, b], projects: ['docs'] }]);
  });

  it('knows the workspace’s folder in the repository', () => {
    const files = { a: ['web/docs/a.md'], b: ['web/docs/b.md'], c: ['docs/c.md'] };
    expect(meetings(files, 'web/')).toEqual(['a+b: docs']);
  });
});
