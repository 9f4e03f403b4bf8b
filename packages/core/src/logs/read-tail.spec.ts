import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@storygate/testing';
import { readTail } from './read-tail';

it.each([
  ['one\ntwo\n', 100, ['one', 'two']],
  ['one\n\n  \ntwo', 100, ['one', 'two']],
  ['first\nsecond\nthird\n', 10, ['third']],
  ['endless'.repeat(10), 7, ['endless']],
  ['', 10, []],
])('of %j within %i bytes', async (text, bytes, lines) => {
  const path = join(temporaryFolder('tail'), 'log');
  expect(await readTail(path, bytes)).toEqual([]);
  writeFileSync(path, text);
  expect(await readTail(path, bytes)).toEqual(lines);
});

it('reads what is not UTF-8', async () => {
  const path = join(temporaryFolder('tail'), 'log');
  writeFileSync(path, Buffer.from([0x61, 0xff, 0xfe, 0x0a]));
  expect(await readTail(path, 100)).toEqual(['a\ufffd\ufffd']);
});
