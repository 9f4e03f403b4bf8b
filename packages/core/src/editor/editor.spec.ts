import { parseEditor } from './editor';

describe('parseEditor', () => {
  it.each([
    ['code', ['code'], ['--new-window', '{workspaceFile}']],
    ['zed', ['zed', 'zeditor'], ['--new', '{path}']],
    ['idea', ['idea'], ['{path}']],
  ])('knows %s', (name, programs, args) => {
    expect(parseEditor(name)).toEqual({ name, programs, args });
  });

  it.each([
    ['subl -n', 'subl', ['-n', '{path}']],
    ['codium --new-window {workspaceFile}', 'codium', ['--new-window', '{workspaceFile}']],
    [
      `open -na "My Editor" --args '--dir={path}'`,
      'open',
      ['-na', 'My Editor', '--args', '--dir={path}'],
    ],
    [
      '"/opt/My Editor/bin/edit" --title="a b" $(x); &',
      '/opt/My Editor/bin/edit',
      ['--title=a b', '$(x);', '&', '{path}'],
    ],
  ])('takes %j for a program and its words, and no shell', (text, program, args) => {
    expect(parseEditor(text)).toEqual({ name: text, programs: [program], args });
  });

  it.each(['', '  ', '"code', `it's {path}`, '""'])('refuses %j', (text) => {
    expect(() => parseEditor(text)).toThrow(
      expect.objectContaining({ kind: 'usage', code: 'BAD_EDITOR' }),
    );
  });
});
