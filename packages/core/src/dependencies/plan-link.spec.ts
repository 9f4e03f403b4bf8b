import { planLink } from './plan-link';

const places = {
  from: '/work/main/node_modules',
  to: '/work/stories/login/node_modules',
  source: '/work/main',
  target: '/work/stories/login',
};

describe('planLink', () => {
  it.each([
    ['@acme/ui', '../../libs/ui', null],
    ['.bin/nx', '../nx/bin/nx.js', null],
    ['@acme/ui', '/work/main/libs/ui', '../../libs/ui'],
    ['ui', '/work/main/libs/ui', '../libs/ui'],
    ['root', '/work/main', '..'],
    ['neighbour', '../../mainland/x', '/work/mainland/x'],
    ['linked', '../../other', '/work/other'],
    ['store', '/home/me/store/x', '/home/me/store/x'],
    ['broken', 'nowhere', null],
  ])('%s -> %s holds %s', (path, target, expected) => {
    expect(planLink({ path, target }, places)).toBe(expected === target ? null : expected);
  });
});
