import { parseRegistration } from './registration';

describe('parseRegistration', () => {
  it.each([
    ['{}', { registered: false }],
    ['{"plugins": []}', { registered: false }],
    ['{"plugins": {}}', { registered: false }],
    ['{"plugins": ["@nx/js", {"plugin": "@nx/jest"}, null, 3]}', { registered: false }],
    ['{"plugins": ["@storygate/nx"]}', { registered: true, options: {} }],
    ['{"plugins": [{"plugin": "@storygate/nx"}]}', { registered: true, options: {} }],
    [
      '{"plugins": ["x", {"plugin": "@storygate/nx", "options": {"trunk": 3}}]}',
      { registered: true, options: { trunk: 3 } },
    ],
    [
      '// a comment\n{"plugins": ["@storygate/nx",], /* and a comma */}',
      { registered: true, options: {} },
    ],
  ])('reads %s', (text, registration) => {
    expect(parseRegistration(text, 'nx.json')).toEqual(registration);
  });

  it.each(['', '{', '{"plugins": [}', 'null', '3', '<<<<<<< HEAD\n{}'])(
    'refuses %j by the name of the file, instead of calling the plugin absent',
    (text) => {
      expect(() => parseRegistration(text, 'sub/nx.json')).toThrow(
        expect.objectContaining({
          kind: 'config',
          code: 'BAD_NX_JSON',
          message: 'sub/nx.json is not valid JSON',
        }),
      );
    },
  );
});
