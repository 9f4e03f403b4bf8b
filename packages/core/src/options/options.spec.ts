import fc from 'fast-check';
import { parseOptions } from './options';

const DEFAULTS = {
  trunk: { branch: 'main', remote: null, protect: true },
  stories: {
    directory: '../{workspace}.stories',
    branchPrefix: 'story/',
    ports: { base: 4200, size: 20 },
    dependencies: 'auto',
    unshared: ['.*', '!.store', '!.pnpm', '!.bun'],
    copy: ['.env*'],
    setup: [],
    setupTimeLimit: 15,
  },
  gate: {
    targetName: 'gate',
    targets: ['lint', 'typecheck', 'test', 'build'],
    governing: expect.arrayContaining(['nx.json', '.husky/**']) as string[],
    tests: expect.arrayContaining(['**/*.spec.*', '**/*.test.*']) as string[],
    timeLimit: 60,
  },
  merge: { strategy: 'squash', verify: 'every-commit', keys: [] },
  logs: { maxSize: 200, maxAge: 30 },
};

describe('parseOptions', () => {
  it.each([undefined, null, {}, { trunk: {}, stories: { ports: {} }, gate: {}, merge: {} }])(
    'fills in the documented defaults for %j',
    (raw) => expect(parseOptions(raw)).toEqual(DEFAULTS),
  );

  it('keeps what is given beside the defaults', () => {
    const options = parseOptions({
      trunk: { branch: 'release/1.x', remote: 'origin' },
      stories: { ports: { size: 5 }, setup: ['npm run build', 'node tools/x.mjs --fast'] },
      gate: { targets: ['e2e-ci'], timeLimit: 0.5 },
    });
    expect(options).toEqual({
      ...DEFAULTS,
      trunk: { branch: 'release/1.x', remote: 'origin', protect: true },
      stories: {
        ...DEFAULTS.stories,
        ports: { base: 4200, size: 5 },
        setup: ['npm run build', 'node tools/x.mjs --fast'],
      },
      gate: { ...DEFAULTS.gate, targets: ['e2e-ci'], timeLimit: 0.5 },
    });
  });

  it.each([
    [{ gates: {} }, 'options.gates', 'is not an option'],
    [{ gate: { target: 'x' } }, 'options.gate.target', 'is not an option'],
    [{ stories: { ports: { from: 1 } } }, 'options.stories.ports.from', 'is not an option'],
  ])('names the path of an unknown key: %j', (raw, path, problem) => {
    expect(() => parseOptions(raw)).toThrow(
      expect.objectContaining({
        kind: 'config',
        code: 'BAD_OPTION',
        message: `nx.json: "@storygate/nx" ${path} ${problem}`,
      }),
    );
  });

  it.each([
    ['gate', 'options'],
    [[], 'options'],
    [{ gate: [] }, 'options.gate'],
    [{ gate: { targets: 'lint' } }, 'options.gate.targets'],
    [{ gate: { targets: ['lint', 3] } }, 'options.gate.targets.1'],
    [{ gate: { targetName: '-t' } }, 'options.gate.targetName'],
    [{ gate: { timeLimit: 0 } }, 'options.gate.timeLimit'],
    [{ gate: { timeLimit: 20_000 } }, 'options.gate.timeLimit'],
    [{ gate: { timeLimit: '60' } }, 'options.gate.timeLimit'],
    [{ trunk: { remote: 7 } }, 'options.trunk.remote'],
    [{ trunk: { remote: '--upload-pack=x' } }, 'options.trunk.remote'],
    [{ stories: { dependencies: 'link' } }, 'options.stories.dependencies'],
    [{ stories: { branchPrefix: 'story' } }, 'options.stories.branchPrefix'],
    [{ stories: { branchPrefix: '/' } }, 'options.stories.branchPrefix'],
    [{ stories: { ports: { base: 80 } } }, 'options.stories.ports.base'],
    [{ stories: { ports: { size: 1.5 } } }, 'options.stories.ports.size'],
    [{ stories: { ports: { size: '20' } } }, 'options.stories.ports.size'],
    [{ stories: { setupTimeLimit: 0 } }, 'options.stories.setupTimeLimit'],
    [{ stories: { copy: ['../*.pem'] } }, 'options.stories.copy.0'],
    [{ stories: { copy: ['certs/..'] } }, 'options.stories.copy.0'],
    [{ stories: { copy: ['/etc/hosts'] } }, 'options.stories.copy.0'],
    [{ stories: { copy: [''] } }, 'options.stories.copy.0'],
    [{ stories: { setup: 'npm run build' } }, 'options.stories.setup'],
    [{ stories: { setup: ['rm -rf $HOME'] } }, 'options.stories.setup.0'],
    [{ stories: { setup: ['a && b'] } }, 'options.stories.setup.0'],
    [{ merge: { strategy: 'rebase' } }, 'options.merge.strategy'],
    [{ merge: { verify: false } }, 'options.merge.verify'],
    [{ trunk: null }, 'options.trunk'],
  ])('names the path of a wrong value: %j', (raw, path) => {
    expect(() => parseOptions(raw)).toThrow(
      expect.objectContaining({
        kind: 'config',
        code: 'BAD_OPTION',
        message: expect.stringContaining(`"@storygate/nx" ${path} `) as unknown,
        facts: expect.objectContaining({ path }) as unknown,
      }),
    );
  });

  it.each([
    '',
    '-x',
    'a..b',
    'a//b',
    '/a',
    'a/',
    'a.',
    'a.lock',
    'a.lock/b',
    'a b',
    'a~1',
    'a^',
    'a:b',
    'a@{1}',
    'a*',
    'a?',
    'a[',
    'a\\b',
    'a\n',
  ])('refuses a trunk that git would not take as a branch: %j', (branch) => {
    expect(() => parseOptions({ trunk: { branch } })).toThrow('options.trunk.branch');
  });

  it('refuses every key it does not know, wherever it stands', () => {
    const places = ['trunk', 'stories', 'gate', 'merge'] as const;
    const known = new Set(Object.values(DEFAULTS).flatMap((group) => Object.keys(group)));
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.string({ minLength: 1 }), (place, key) => {
        fc.pre(!known.has(key) && key !== '__proto__');
        expect(() => parseOptions({ [place]: { [key]: 1 } })).toThrow(
          expect.objectContaining({
            facts: { path: `options.${place}.${key}`, problem: 'is not an option' },
          }),
        );
      }),
    );
  });

  it('answers with options or with a config error, whatever stands there', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (raw) => {
        try {
          expect(Object.keys(parseOptions(raw))).toEqual(Object.keys(DEFAULTS));
        } catch (error) {
          expect(error).toMatchObject({ kind: 'config', code: 'BAD_OPTION' });
        }
      }),
    );
  });
});
