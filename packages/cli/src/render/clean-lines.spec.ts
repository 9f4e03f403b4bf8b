import { cleanLines, cleanPrint } from './clean-lines';

const RED = '\u001b[31mred\u001b[0m';

it.each([
  ['as it is', 'as it is'],
  ['  two\r\n\tlines\n', '  two\n\tlines\n'],
  ['over\rwritten', 'over\nwritten'],
  ['\u001b[2J\u001b[1A' + RED, 'red'],
  ['\u001b]0;another title\u0007after', ';another title after'],
  ['\u001b]52;c;cGFzdGU=\u001b\\after', 'after'],
  ['\u009b31mc1', 'c1'],
  ['back\u0008 \u202Eturned', 'back   turned'],
  ['日本語 и ñ é', '日本語 и ñ é'],
])('%j', (text, shown) => {
  expect(cleanLines(text)).toBe(shown);
});

it('keeps the colours of a program, and nothing else', () => {
  expect(cleanPrint(`a\u001b[2J ${RED}\u0007\n`)).toBe(`a ${RED} \n`);
});
