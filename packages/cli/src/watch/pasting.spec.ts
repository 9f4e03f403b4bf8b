import { Pasting } from './pasting';

/** The keys among inputs at their times, in milliseconds. */
function keysOf(inputs: readonly (readonly [string, number])[]): string[] {
  const pasting = new Pasting();
  return inputs.filter(([name, at]) => pasting.isKey(name, at)).map(([name]) => name);
}

it.each<[string, (readonly [string, number])[], string[]]>([
  [
    'is marked',
    [
      ['paste-start', 0],
      ['m', 1],
      ['paste-end', 2],
      ['q', 3],
    ],
    ['q'],
  ],
  [
    'comes slowly',
    [
      ['paste-start', 0],
      ['m', 999],
      ['y', 1_998],
      ['q', 2_997],
    ],
    [],
  ],
  [
    'lost its end, a second ago',
    [
      ['paste-start', 0],
      ['m', 1],
      ['q', 1_001],
    ],
    ['q'],
  ],
  [
    'lost its end, and ctrl-C',
    [
      ['paste-start', 0],
      ['m', 1],
      ['ctrl-c', 2],
      ['q', 3],
    ],
    ['ctrl-c', 'q'],
  ],
  [
    'lost its start',
    [
      ['paste-end', 0],
      ['q', 1],
    ],
    ['q'],
  ],
])('knows keys where a paste %s', (_, inputs, keys) => {
  expect(keysOf(inputs)).toEqual(keys);
});
