import { storyArguments, type StoryContext, type StoryOptions } from './story-arguments';

const context: StoryContext = {
  argv: ['g', 'story', '42', '--title=7'],
  dryRun: false,
  resolveFile: (path) => `/work/${path}`,
};

test.each<[StoryOptions, string[]]>([
  [{ id: 'login' }, ['story', '--', 'login']],
  [{ id: 42 }, ['story', '--', '42']],
  [{ id: '-rf' }, ['story', '--', '-rf']],
  [{ id: '$(touch pwned)' }, ['story', '--', '$(touch pwned)']],
  [{ id: 'x', title: 7 }, ['story', '--title=7', '--', 'x']],
  [{ id: 'x', title: '--json' }, ['story', '--title=--json', '--', 'x']],
  [
    { id: 'x', setup: false, open: 'code -n {path}' },
    ['story', '--no-setup', '--open=code -n {path}', '--', 'x'],
  ],
  [{ id: 'x', setup: true, open: true }, ['story', '--open', '--', 'x']],
  [{ id: 'x', open: false }, ['story', '--', 'x']],
  [{ id: 'x', brief: '-' }, ['story', '--brief=-', '--', 'x']],
  [
    { id: 'x', brief: 'b.md', editBrief: true },
    ['story', '--brief=/work/b.md', '--edit-brief', '--', 'x'],
  ],
  [{ id: 'x', editBrief: false }, ['story', '--', 'x']],
  [
    { id: 'x', brief: 'b.md', base: 'HEAD~1', dependencies: 'copy', json: true },
    ['story', '--brief=/work/b.md', '--base=HEAD~1', '--dependencies=copy', '--json', '--', 'x'],
  ],
])('%j', (options, args) => {
  expect(storyArguments(options, context)).toEqual(args);
});

test('a dry run asks for the plan', () => {
  expect(storyArguments({ id: 'x' }, { ...context, dryRun: true })).toEqual([
    'story',
    '--dry-run',
    '--',
    'x',
  ]);
});

test('an id that Nx changed is refused', () => {
  expect(() => storyArguments({ id: 1000 }, context)).toThrow(/\[NUMBER\]/);
});
