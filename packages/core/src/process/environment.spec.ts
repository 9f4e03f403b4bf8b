import { scrubbedEnvironment } from './environment';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

describe('scrubbedEnvironment', () => {
  it('leaves out what came from the environment file of a story', () => {
    Object.assign(process.env, {
      STORYGATE_STORY: 'Login',
      STORYGATE_PORT_BASE: '4220',
      STORYGATE_PORT_SIZE: '20',
      STORYGATE_DATABASE_SUFFIX: '_login',
      PORT: '4220',
      COMPOSE_PROJECT_NAME: 'acme-login',
    });
    const names = Object.keys(scrubbedEnvironment({ PORT: '4240' }));
    expect(names.filter((name) => /^STORYGATE_|^COMPOSE/.test(name))).toEqual([]);
    expect(scrubbedEnvironment()['PORT']).toBeUndefined();
    expect(scrubbedEnvironment({ PORT: '4240' })['PORT']).toBe('4240');
  });

  it('keeps what the user set', () => {
    Object.assign(process.env, { PORT: '3000', COMPOSE_PROJECT_NAME: 'mine' });
    expect(scrubbedEnvironment()).toMatchObject({ PORT: '3000', COMPOSE_PROJECT_NAME: 'mine' });
    Object.assign(process.env, { STORYGATE_STORY: 'login', STORYGATE_PORT_BASE: '4220' });
    expect(scrubbedEnvironment()).toMatchObject({ PORT: '3000', COMPOSE_PROJECT_NAME: 'mine' });
  });
});
