import { oneLine } from './one-line';

it.each([
  ['as it is', 'as it is'],
  ['two\nlines\r\n\tand a tab', 'two lines and a tab'],
  ['\u001b[2J\u001b[31mred\u001b[0m', 'red'],
  ['\u001b]0;another title\u0007after', ';another title after'],
  ['\u001b', ''],
  ['\u009b31mc1', 'c1'],
  ['over\rwritten \u0008back \u007f', 'over written back'],
  ['turned \u202Eback', 'turned back'],
  ['日本語 и ñ é', '日本語 и ñ é'],
])('%j', (text, shown) => {
  expect(oneLine(text)).toBe(shown);
});
