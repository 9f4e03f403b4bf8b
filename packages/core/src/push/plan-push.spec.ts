import fc from 'fast-check';
import { parseCommitSha } from '../names/object-id';
import { parseOptions } from '../options/options';
import { storyOfRef } from '../story/story';
import { parsePushedRefs, planPush, type PushedRef } from './plan-push';

const ONE = parseCommitSha('1'.repeat(40));
const TWO = parseCommitSha('2'.repeat(40));
const ZERO = '0'.repeat(40);
const names = {
  trunkRef: 'refs/heads/main',
  storyOf: (ref: string) => storyOfRef(ref, parseOptions({})),
};

describe('parsePushedRefs', () => {
  it('reads every line git writes', () => {
    const input = [
      `refs/heads/story/a ${ONE} refs/heads/story/a ${TWO}`,
      `HEAD~1 ${ONE} refs/heads/new ${ZERO}`,
      `(delete) ${ZERO} refs/heads/gone ${TWO}`,
      '',
    ].join('\n');
    expect(parsePushedRefs(input)).toEqual([
      { remoteRef: 'refs/heads/story/a', commit: ONE, remoteCommit: TWO },
      { remoteRef: 'refs/heads/new', commit: ONE, remoteCommit: null },
      { remoteRef: 'refs/heads/gone', commit: null, remoteCommit: TWO },
    ]);
  });

  it('reads a source that git lets a person write with spaces', () => {
    const line = `main@{1 day ago} ${ONE} refs/heads/old ${ZERO}\n`;
    expect(parsePushedRefs(line)).toEqual([
      { remoteRef: 'refs/heads/old', commit: ONE, remoteCommit: null },
    ]);
  });

  it('reads ids of a sha256 repository', () => {
    const id = 'ab'.repeat(32);
    expect(parsePushedRefs(`x ${id} refs/heads/x ${'0'.repeat(64)}`)).toEqual([
      { remoteRef: 'refs/heads/x', commit: id, remoteCommit: null },
    ]);
  });

  it('reads nothing where nothing is pushed', () => expect(parsePushedRefs('')).toEqual([]));

  it.each([
    'nonsense',
    `refs/heads/a ${ONE} refs/heads/a`,
    `refs/heads/a ${ONE.slice(1)} refs/heads/a ${ZERO}`,
    `refs/heads/a ${ONE} refs/heads/a ${ZERO} more`,
    ` `,
  ])('refuses %j instead of letting it pass as nothing', (line) => {
    const input = `refs/heads/b ${ONE} refs/heads/b ${ZERO}\n${line}\n`;
    expect(() => parsePushedRefs(input)).toThrow(
      expect.objectContaining({ kind: 'usage', code: 'BAD_HOOK_INPUT' }),
    );
  });

  it('never loses a line: each is read or the whole is refused', () => {
    const id = fc.constantFrom<string>(ONE, TWO, ZERO);
    const line = fc.oneof(
      fc.tuple(id, id).map(([a, b]) => `refs/heads/x ${a} refs/heads/x ${b}`),
      fc.string({ minLength: 1 }).filter((text) => !text.includes('\n')),
    );
    fc.assert(
      fc.property(fc.array(line), (all) => {
        try {
          expect(parsePushedRefs(all.join('\n'))).toHaveLength(all.length);
        } catch (error) {
          expect(error).toMatchObject({ code: 'BAD_HOOK_INPUT' });
        }
      }),
    );
  });
});

describe('planPush', () => {
  const story: PushedRef = { remoteRef: 'refs/heads/story/login', commit: ONE, remoteCommit: TWO };
  const trunk: PushedRef = { remoteRef: 'refs/heads/main', commit: ONE, remoteCommit: TWO };

  it.each([
    ['a story', story, { kind: 'gate', story: 'login', commit: ONE }],
    [
      'a new story',
      { ...story, remoteCommit: null },
      { kind: 'gate', story: 'login', commit: ONE },
    ],
    ['a story’s deletion', { ...story, commit: null }, { kind: 'allow' }],
    ['trunk', trunk, { kind: 'check-trunk', from: TWO, to: ONE }],
    ['trunk’s deletion', { ...trunk, commit: null }, { kind: 'check-trunk', from: TWO, to: null }],
    ['the first push of trunk', { ...trunk, remoteCommit: null }, { kind: 'allow' }],
    ['a tag', { ...story, remoteRef: 'refs/tags/v1' }, { kind: 'allow' }],
    ['another branch', { ...story, remoteRef: 'refs/heads/try' }, { kind: 'allow' }],
    ['a tag called main', { ...trunk, remoteRef: 'refs/tags/main' }, { kind: 'allow' }],
  ])('decides for %s', (_, ref, action) => expect(planPush(ref, names)).toEqual(action));
});
