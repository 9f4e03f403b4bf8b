import { parseStoryId } from '../names/story-id';
import { formatBrief } from './format-brief';

it('tells the brief first, then the commands, how it is judged and what it may not touch', () => {
  const text = formatBrief({
    story: parseStoryId('login'),
    title: 'Log in',
    brief: '\nUse a passkey.\n',
    ...{ branch: 'story/login', trunk: 'origin/main', folder: '/work/login' },
    gateTarget: 'gate',
    governing: ['nx.json', '.husky/**'],
  });
  expect(text.startsWith('# Story login: Log in\n\nUse a passkey.\n\n## ')).toBe(true);
  for (const said of [
    '`npx nx affected -t gate`',
    '`npx storygate gate`',
    '`/work/login`',
    'Move `origin/main`',
    '`--no-verify`',
    '(`nx.json`, `.husky/**`)',
    '`NEEDS ATTENTION:`',
  ])
    expect(text).toContain(said);
});
