import { mergeArguments, type MergeOptions } from './merge-arguments';

test.each<[MergeOptions, string[]]>([
  [{ story: 'login' }, ['merge', '--', 'login']],
  [{ story: 42 }, ['merge', '--', '42']],
  [{ story: 'login, cart,' }, ['merge', '--', 'login', 'cart']],
  [{ story: ['login', 7, 'a,b'] }, ['merge', '--', 'login', '7', 'a', 'b']],
  [{ story: '--help' }, ['merge', '--', '--help']],
  [
    { story: 'login', strategy: 'merge', dryRun: true, json: true },
    ['merge', '--strategy=merge', '--dry-run', '--json', '--', 'login'],
  ],
  [{ story: 'login', dryRun: false, json: false }, ['merge', '--', 'login']],
])('%j', (options, args) => {
  expect(mergeArguments(options)).toEqual(args);
});

test.each<MergeOptions['story']>(['', ' , ', []])('%j names no story', (story) => {
  expect(() => mergeArguments({ story })).toThrow(/\[NO_STORY\]/);
});
