import { withMarkedSection } from './marked-section';

const markers = { start: '<a>', end: '</a>' };
const put = (text: string): string => withMarkedSection(text, 'new', markers);
const section = '<a>\n\nnew\n\n</a>';

test.each<[string, string, string]>([
  ['an empty file', '', `${section}\n`],
  ['a file of others', 'theirs\n\n\n', `theirs\n\n${section}\n`],
  ['a section', 'before\n<a>old</a>\nafter', `before\n${section}\nafter`],
  ['a start without an end', '<a>\ntheirs\n', `<a>\ntheirs\n\n${section}\n`],
  ['an end without a start', '</a>\ntheirs\n', `</a>\ntheirs\n\n${section}\n`],
  [
    'a stray start ahead of a section',
    '<a>\ntheirs\n\n<a>old</a>\n',
    `<a>\ntheirs\n\n${section}\n`,
  ],
])('%s', (_name, before, after) => {
  expect(put(before)).toBe(after);
  expect(put(after)).toBe(after);
});
