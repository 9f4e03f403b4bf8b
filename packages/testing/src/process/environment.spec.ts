import { GIT_CONFIGURATION, isolatedEnvironment } from './environment';

describe('isolatedEnvironment', () => {
  it('drops what git, Nx, husky, npm and agents would read, and keeps the rest', () => {
    const isolated = isolatedEnvironment({
      PATH: '/bin',
      LANG: 'C.UTF-8',
      GIT_DIR: '/elsewhere/.git',
      GIT_INDEX_FILE: 'index',
      NX_DAEMON: 'true',
      STORYGATE_RUN: '/run',
      HUSKY: '0',
      CI: 'true',
      npm_config_user_agent: 'npm',
      CLAUDECODE: '1',
    });
    expect(isolated).toEqual({
      PATH: '/bin',
      LANG: 'C.UTF-8',
      GIT_CONFIG_GLOBAL: GIT_CONFIGURATION,
      GIT_CONFIG_SYSTEM: '/dev/null',
      GIT_TERMINAL_PROMPT: '0',
    });
  });

  it('is what every test of this repository sees', () => {
    expect(process.env['GIT_CONFIG_GLOBAL']).toBe(GIT_CONFIGURATION);
    expect(process.env['CI']).toBeUndefined();
    expect(process.env['HUSKY']).toBeUndefined();
  });
});
