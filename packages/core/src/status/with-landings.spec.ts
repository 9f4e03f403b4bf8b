import { parseCommitSha } from '../names/object-id';
import { parseStoryId } from '../names/story-id';
import { untriedResult } from '../queue/result';
import type { StoryStatus } from './read-status';
import { withLandings } from './with-landings';

const HEAD = parseCommitSha('a'.repeat(40));
const OTHER = parseCommitSha('b'.repeat(40));

function story(id: string, ...collidesWith: string[]): StoryStatus {
  return {
    ...{ id: parseStoryId(id), title: null, branch: `story/${id}`, path: `/${id}`, head: HEAD },
    ...{ ahead: 1, behind: 0, dirty: false, landed: false, gate: null, ports: null, tests: null },
    collidesWith: collidesWith.map((other) => ({
      ...{ story: parseStoryId(other), files: ['a.txt'], uncommitted: [], projects: [] },
    })),
    agent: null,
  };
}

const result = (outcome: 'merged' | 'gate-failed', head = HEAD) => ({
  ...untriedResult('login', head, ''),
  outcome,
});

describe('withLandings', () => {
  const stories = [story('login', 'cart'), story('cart', 'login', 'menu'), story('menu', 'cart')];

  it('takes a story whose very head landed for landed, and out of every collision', () => {
    const known = withLandings(stories, new Map([['login', result('merged')]]));
    expect(known).toMatchObject([
      { id: 'login', landed: true, collidesWith: [] },
      { id: 'cart', landed: false, collidesWith: [{ story: 'menu' }] },
      { id: 'menu', landed: false, collidesWith: [{ story: 'cart' }] },
    ]);
  });

  it.each([
    ['an earlier head landed', result('merged', OTHER)],
    ['it was sent back', result('gate-failed')],
  ])('leaves a story as it is when %s', (_, last) => {
    expect(withLandings(stories, new Map([['login', last]]))).toEqual(stories);
  });
});
