import { literalText } from './literal-text';

test.each<[string | number, string[]]>([
  ['login', []],
  ['007', []],
  [42, ['g', 'story', '42']],
  [42, ['g', 'story', '--id=42']],
  [42, ['merge', 'trunk', '--story=login,42']],
])('%j is what was typed in %j', (value, argv) => {
  expect(literalText(value, 'id', argv)).toBe(String(value));
});

test('a number that Nx made of something else is refused', () => {
  expect(() => literalText(1000, 'id', ['g', 'story', '1e3'])).toThrow(
    /Nx reads id as the number 1000.*\[NUMBER\]\nhint: use `npx storygate`/,
  );
});
