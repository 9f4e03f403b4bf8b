import fc from 'fast-check';
import { StorygateError } from '../errors/storygate-error';
import { isStoryId, parseStoryId } from './story-id';

const letters = 'ABCXYZabcxyz0189_-'.split('');

describe('parseStoryId', () => {
  it.each(['login', '42', 'ABC-42', 'a', 'x_y', 'a'.repeat(50), 'con-1', 'console'])(
    'takes %s as it is',
    (text) => expect(parseStoryId(text)).toBe(text),
  );

  it.each([
    ['', 'it is empty'],
    ['../x', 'could misread'],
    ['-rf', 'could misread'],
    ['_x', 'could misread'],
    ['a b', 'could misread'],
    ['$(touch pwned)', 'could misread'],
    ['é', 'could misread'],
    ['a.b', 'could misread'],
    ['a/b', 'could misread'],
    ['a\n', 'could misread'],
    ['a\0', 'could misread'],
    ['a'.repeat(51), 'has 51 characters, and 50 is the most'],
    ['con', 'Windows reserves that name'],
    ['CON', 'Windows reserves that name'],
    ['Lpt9', 'Windows reserves that name'],
  ])('refuses %j because %s', (text, why) => {
    const refused = refusalOf(() => parseStoryId(text));
    expect(refused).toMatchObject({ kind: 'usage', code: 'BAD_STORY_ID' });
    expect(refused.message).toContain(why);
    expect(isStoryId(text)).toBe(false);
  });

  it('shortens what it refuses, so that the message stays readable', () => {
    const refused = refusalOf(() => parseStoryId('x'.repeat(300)));
    expect(refused.message.length).toBeLessThan(140);
    expect(refused.message).toContain('has 300 characters');
  });

  it('takes every text of its letters that starts with a letter or a digit', () => {
    const text = fc.tuple(
      fc.constantFrom(...'AZaz09'),
      fc.array(fc.constantFrom(...letters), { maxLength: 49 }),
    );
    fc.assert(
      fc.property(text, ([first, rest]) => {
        const id = first + rest.join('');
        fc.pre(!/^(con|prn|aux|nul|com\d|lpt\d)$/i.test(id));
        expect(parseStoryId(id)).toBe(id);
      }),
    );
  });

  it('takes nothing that a shell, a folder or a ref could read as something else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        if (isStoryId(text)) expect(text).toMatch(/^[\w-]{1,50}$/);
        else expect(() => parseStoryId(text)).toThrow(StorygateError);
      }),
    );
  });
});

function refusalOf(act: () => unknown): StorygateError {
  try {
    act();
  } catch (error) {
    if (error instanceof StorygateError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}
