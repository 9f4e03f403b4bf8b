import { parseStoryId } from '../names/story-id';
import { updatedWorkspaceFile, workspaceFile, type StoryWindow } from './workspace-file';

const LOGIN: StoryWindow = {
  id: parseStoryId('login'),
  title: 'Log in by ${name}',
  path: '/w.stories/login',
  number: 211,
};

interface File {
  readonly folders: readonly object[];
  readonly settings: Record<string, unknown> & {
    readonly 'workbench.colorCustomizations': Record<string, string>;
  };
}

const read = (text: string) => JSON.parse(text) as File;
const colorOf = (number: number) =>
  read(workspaceFile({ ...LOGIN, number })).settings['workbench.colorCustomizations'][
    'titleBar.activeBackground'
  ];

describe('workspaceFile', () => {
  it('shows the worktree, with the story’s name in the title and nothing of it as a variable', () => {
    const { folders, settings } = read(workspaceFile(LOGIN));
    expect(folders).toEqual([{ name: 'login', path: '/w.stories/login' }]);
    expect(settings['window.title']).toBe(
      '${dirty}login: Log in by $ {name}${separator}${activeEditorShort}',
    );
  });

  it('gives each of many stories a colour of its own', () => {
    const colors = Array.from({ length: 50 }, (_, n) => colorOf(211 + n));
    expect(new Set(colors).size).toBe(50);
    for (const color of colors) expect(color).toMatch(/^#[0-9a-f]{6}$/);
  });
});

describe('updatedWorkspaceFile', () => {
  it('keeps what a person changed, and follows the worktree', () => {
    const mine = workspaceFile({ ...LOGIN, path: '/old' }).replace(
      '"settings": {',
      '// mine\n  "settings": {\n    "editor.fontSize": 20,',
    );
    const updated = updatedWorkspaceFile(mine, LOGIN);
    expect(updated).toBe(mine.replace('/old', LOGIN.path));
    expect(updatedWorkspaceFile(updated, LOGIN)).toBe(updated);
  });

  it.each(['', '{', '[]', '{"folders": []}', '{"folders": {}}'])('writes %j anew', (text) => {
    expect(updatedWorkspaceFile(text, LOGIN)).toBe(workspaceFile(LOGIN));
  });
});
