import fc from 'fast-check';
import { parseGateCommand } from './whole-gate';

const parse = (line: string) => parseGateCommand(line.split(' '), 'gate');

describe('parseGateCommand', () => {
  it.each([
    ['nx affected -t gate', null],
    ['nx affected -t=gate', null],
    ['nx affected --target gate', null],
    ['nx affected --target=gate', null],
    ['nx affected --targets=lint,gate', null],
    ['nx affected -t lint gate', null],
    ['nx affected -t lint -t gate', null],
    ['nx affected -t lint,gate --parallel 3', null],
    ['nx affected --parallel=3 -t gate --skip-nx-cache', null],
    ['/x/bin/node /x/node_modules/.bin/nx affected -t gate', null],
    ['nx affected -t gate --base=main', 'main'],
    ['nx affected -t gate --base main', 'main'],
    ['nx affected --base origin/main -t gate', 'origin/main'],
  ])('takes `%s` for the gates of everything affected since %s', (line, base) => {
    expect(parse(line)).toEqual({ kind: 'affected', base });
  });

  it.each(['nx run-many -t gate', 'nx run-many --all --targets=gate', 'nx run-many -t lint gate'])(
    'takes `%s` for everything',
    (line) => expect(parse(line)).toEqual({ kind: 'all' }),
  );

  it.each([
    'nx gate cart',
    'nx run cart:gate',
    'nx affected -t test',
    'nx affected -t gates',
    'nx affected --target=test gate',
    'nx affected -t test --parallel gate',
    'nx run-many -t gate -p cart',
    'nx run-many -t gate -p=cart',
    'nx run-many -t gate --projects=cart',
    'nx run-many -t gate --project cart',
    'nx affected -t gate --exclude=cart',
    'nx affected -t gate --exclude cart',
    'nx affected -t gate --files=a.ts',
    'nx affected -t gate --uncommitted',
    'nx affected -t gate --untracked',
    'nx affected -t gate --head=HEAD~1',
    'nx affected -t gate --graph=x.json',
    'nx affected -t gate --graph',
    'nx affected -t gate --nxBail',
    'nx affected -t gate --nx-bail',
    'nx',
  ])('takes `%s` for a part', (line) => {
    expect(parse(line)).toEqual({ kind: 'partial' });
  });

  it('looks for the gate by the policy’s name', () => {
    expect(parseGateCommand(['nx', 'affected', '-t', 'verify'], 'verify').kind).toBe('affected');
    expect(parseGateCommand(['nx', 'affected', '-t', 'gate'], 'verify').kind).toBe('partial');
  });

  it('never takes a narrowed run for a whole one, wherever the flag stands', () => {
    const narrowing = fc.constantFrom(
      '--exclude=a',
      '-p=a',
      '--projects=a',
      '--files=a',
      '--head=x',
    );
    const rest = fc.shuffledSubarray(['--parallel=2', '--verbose', '--base=main', '-t=gate']);
    fc.assert(
      fc.property(
        fc.constantFrom('affected', 'run-many'),
        narrowing,
        rest,
        fc.nat(4),
        (command, flag, words, at) => {
          const argv = [...words.slice(0, at), flag, ...words.slice(at)];
          expect(parseGateCommand(['nx', command, ...argv], 'gate').kind).toBe('partial');
        },
      ),
    );
  });
});
