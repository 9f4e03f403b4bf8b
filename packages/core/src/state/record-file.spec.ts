import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@storygate/testing';
import * as v from 'valibot';
import { readRecord, writeRecord } from './record-file';

const schema = v.object({ version: v.literal(1), name: v.string() });
const GOOD = { version: 1, name: 'é' };

describe('readRecord', () => {
  it('reads what was written', async () => {
    const file = join(temporaryFolder('record'), 'deep/er/story.json');
    await writeRecord(file, GOOD);
    expect(await readRecord(file, schema)).toEqual(GOOD);
  });

  it('answers null where there is no record', async () => {
    const folder = temporaryFolder('record');
    expect(await readRecord(join(folder, 'none/story.json'), schema)).toBeNull();
    writeFileSync(join(folder, 'file'), '');
    expect(await readRecord(join(folder, 'file/story.json'), schema)).toBeNull();
  });

  it('leaves a record of a newer version where it is, and says what is needed', async () => {
    const file = join(temporaryFolder('record'), 'story.json');
    writeFileSync(file, '{"version": 2, "name": "x"}');
    await expect(readRecord(file, schema)).rejects.toMatchObject({ code: 'RECORD_NEWER' });
    expect(existsSync(file)).toBe(true);
  });

  it.each([
    ['cut off in the middle', JSON.stringify(GOOD).slice(0, 12), 'JSON'],
    ['empty', '', 'JSON'],
    ['of another form', '{"version": 1, "name": 7}', 'name'],
    ['of a version that never was', '{"version": 0, "name": "x"}', 'version'],
    ['no object', '[]', 'record'],
  ])(
    'sets a record aside that is %s, names both files, and loses nothing',
    async (_, text, why) => {
      const file = join(temporaryFolder('record'), 'story.json');
      writeFileSync(file, text);
      const failure: unknown = await readRecord(file, schema).catch((error: unknown) => error);
      expect(failure).toMatchObject({
        kind: 'refusal',
        code: 'RECORD_DAMAGED',
        message: expect.stringContaining(`${file} is damaged`) as unknown,
        facts: { path: file },
      });
      const { message, facts, hints } = failure as {
        message: string;
        facts: { aside: string };
        hints: string[];
      };
      expect(message).toContain(why);
      expect(hints.join(' ')).toContain(facts.aside);
      expect(readFileSync(facts.aside, 'utf8')).toBe(text);
      expect(existsSync(file)).toBe(false);
      expect(await readRecord(file, schema)).toBeNull();
    },
  );

  it('does not take a folder for a missing record', async () => {
    const file = join(temporaryFolder('record'), 'story.json');
    mkdirSync(file);
    await expect(readRecord(file, schema)).rejects.toThrow('EISDIR');
  });
});

describe('writeRecord', () => {
  it('replaces the file whole, and leaves nothing else behind', async () => {
    const folder = temporaryFolder('record');
    const file = join(folder, 'story.json');
    await writeRecord(file, { ...GOOD, name: 'x'.repeat(100_000) });
    await writeRecord(file, GOOD);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(GOOD);
    expect(readdirSync(folder)).toEqual(['story.json']);
  });

  it('keeps the old record and cleans up when the new one can’t take its place', async () => {
    const folder = temporaryFolder('record');
    mkdirSync(join(folder, 'story.json/inside'), { recursive: true });
    await expect(writeRecord(join(folder, 'story.json'), GOOD)).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(['story.json']);
    expect(readdirSync(join(folder, 'story.json'))).toEqual(['inside']);
  });

  it('shows a reader the old record or the new one, never a part, while many write', async () => {
    const file = join(temporaryFolder('record'), 'story.json');
    const names = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(50_000));
    await writeRecord(file, { version: 1, name: names[0] });
    const writing = Promise.all(names.map((name) => writeRecord(file, { version: 1, name })));
    for (let n = 0; n < 20; n++) {
      expect(names).toContain((await readRecord(file, schema))?.name);
    }
    await writing;
    expect(names).toContain((await readRecord(file, schema))?.name);
  });
});
