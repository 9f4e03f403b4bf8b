import { gitEnvironment } from './git-environment';

const inherited = process.env;
afterEach(() => {
  process.env = inherited;
});

describe('gitEnvironment', () => {
  it('drops what points git elsewhere or makes it run something', () => {
    const hostile = [
      'GIT_DIR',
      'GIT_WORK_TREE',
      'GIT_INDEX_FILE',
      'GIT_COMMON_DIR',
      'GIT_OBJECT_DIRECTORY',
      'GIT_ALTERNATE_OBJECT_DIRECTORIES',
      'GIT_CONFIG_COUNT',
      'GIT_CONFIG_KEY_0',
      'GIT_CONFIG_VALUE_0',
      'GIT_CONFIG_PARAMETERS',
      'GIT_REPLACE_REF_BASE',
      'GIT_EXTERNAL_DIFF',
      'GIT_EDITOR',
      'GIT_SEQUENCE_EDITOR',
      'GIT_PAGER',
      'GIT_AUTHOR_DATE',
      'GIT_COMMITTER_DATE',
      'GIT_REFLOG_ACTION',
      'GIT_QUARANTINE_PATH',
      'GIT_WHATEVER_COMES_NEXT',
      'EDITOR',
      'PAGER',
    ];
    process.env = Object.fromEntries(hostile.map((name) => [name, 'x']));
    const environment = gitEnvironment({});
    expect(hostile.filter((name) => name in environment)).toEqual([]);
  });

  it('keeps how the user reaches remotes and who the user is, and everything that is not git’s', () => {
    process.env = {
      PATH: '/bin',
      HOME: '/home/x',
      GIT_SSH_COMMAND: 'ssh -i key',
      GIT_CONFIG_GLOBAL: '/config',
      GIT_AUTHOR_NAME: 'A',
    };
    expect(gitEnvironment({})).toMatchObject(process.env);
  });

  it('asks nothing, speaks one language, and lets the caller have the last word', () => {
    process.env = { LC_ALL: 'de_DE.UTF-8', GIT_TERMINAL_PROMPT: '1' };
    expect(gitEnvironment({ GIT_INDEX_FILE: '/i' })).toEqual({
      LC_ALL: 'C',
      GIT_TERMINAL_PROMPT: '0',
      GIT_OPTIONAL_LOCKS: '0',
      GIT_NO_REPLACE_OBJECTS: '1',
      GIT_INDEX_FILE: '/i',
    });
    expect(gitEnvironment({ GIT_TERMINAL_PROMPT: '1' })['GIT_TERMINAL_PROMPT']).toBe('1');
  });
});
