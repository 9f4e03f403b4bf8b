import { parseUnshared, UNSHARED } from './unshared';

describe('parseUnshared', () => {
  it.each([
    ['.cache', true],
    ['.package-lock.json', true],
    ['.pnpm-workspace-state-v1.json', true],
    ['.store', false],
    ['.pnpm', false],
    ['react', false],
    ['react/.eslintrc', false],
    ['@scope', false],
  ])('by default, of %s: %s', (path, own) => {
    expect(parseUnshared(UNSHARED)(path, false)).toBe(own);
  });

  it('keeps what holds for the folder where no pattern matches', () => {
    expect(parseUnshared(UNSHARED)('.cache/babel/1.json', true)).toBe(true);
  });

  it.each([
    [['@prisma/client'], '@prisma/client', true],
    [['@prisma/client'], '@prisma/clients', false],
    [['@prisma/*'], '@prisma/client', true],
    [['@prisma/*'], '@prisma/client/index.js', false],
    [['**/*.node'], 'a/build/x.node', true],
    [['a.b'], 'axb', false],
    [['generated/'], 'generated', true],
    [['.*', '!.keep'], '.keep', false],
    [['!.keep', '.*'], '.keep', true],
  ])('%j of %s: %s', (patterns, path, own) => {
    expect(parseUnshared(patterns)(path, false)).toBe(own);
  });
});
