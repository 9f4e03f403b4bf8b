import { PassThrough } from 'node:stream';
import { askYesNo, canAsk, type Dialogue } from './ask';

/** A dialogue in which somebody types this, and then leaves. */
function typing(text: string): Dialogue {
  const input = new PassThrough();
  input.end(text);
  return { input, output: new PassThrough() };
}

test.each([
  ['y\n', true],
  ['Yes\n', true],
  ['\n', false],
  ['n\n', false],
  ['yep\n', false],
  ['', false],
])('%j: %s', async (text, answer) => {
  expect(await askYesNo('Run them?', typing(text))).toBe(answer);
});

test('nobody is asked where input or output is no terminal', () => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true });
  const pipe = new PassThrough();
  expect(canAsk({ input: terminal, output: terminal })).toBe(true);
  expect(canAsk({ input: pipe, output: terminal })).toBe(false);
  expect(canAsk({ input: terminal, output: pipe })).toBe(false);
});
