import { isZero, parseCommitSha, parseTreeSha } from './object-id';

const SHA1 = '0123456789abcdef0123456789abcdef01234567';
const SHA256 = SHA1 + SHA1.slice(0, 24);

describe('parseCommitSha', () => {
  it.each([SHA1, SHA256])('takes a full id, with the line break git prints: %s', (id) => {
    expect(parseCommitSha(`${id}\n`)).toBe(id);
    expect(parseTreeSha(id)).toBe(id);
  });

  it.each(['', 'main', SHA1.slice(1), `${SHA1}0`, SHA1.toUpperCase(), `${SHA1} ${SHA1}`])(
    'calls %j a defect instead of passing it on',
    (text) => {
      expect(() => parseCommitSha(text)).toThrow(expect.objectContaining({ kind: 'internal' }));
    },
  );
});

describe('isZero', () => {
  it.each([
    ['0'.repeat(40), true],
    ['0'.repeat(64), true],
    [SHA1, false],
    ['', false],
  ])('answers for %j: %s', (text, answer) => expect(isZero(text)).toBe(answer));
});
