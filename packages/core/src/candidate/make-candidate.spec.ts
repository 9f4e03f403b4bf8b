import fc from 'fast-check';
import { createRepository, writeFiles, type Repository } from '@storygate/testing';
import { Git } from '../git/git';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import { parseStoryId } from '../names/story-id';
import { makeCandidate, type Candidate, type CandidateInput } from './make-candidate';

const LINES = Array.from({ length: 12 }, (_, n) => `line ${n}`);
const text = (lines: readonly string[]) => `${lines.join('\n')}\n`;

let repository: Repository;
let git: Git;
let base: CommitSha;
let head: CommitSha;
let input: CandidateInput;

beforeAll(async () => {
  repository = await createRepository({ 'a.txt': text(LINES), 'b.txt': 'b\n' });
  git = new Git(repository.root);
  await repository.git('checkout', '--quiet', '-b', 'story/login');
  await repository.commit('First step\n\nDetails.', {
    'a.txt': text(['first', ...LINES.slice(1)]),
  });
  head = parseCommitSha(await repository.commit('Second step', { 'new.txt': 'new\n' }));
  await repository.git('checkout', '--quiet', 'main');
  base = parseCommitSha(await repository.commit('Trunk', { 'b.txt': 'B\n' }));
  input = { story: parseStoryId('login'), title: null, base, head, strategy: 'squash' };
});

async function candidateOf(change: Partial<CandidateInput> = {}): Promise<Candidate> {
  const made = await makeCandidate(git, { ...input, ...change });
  if (made.kind !== 'candidate') throw new Error(`it is ${made.kind}`);
  return made;
}

const show = (commit: string, format: string) =>
  repository.git('show', '-s', `--format=${format}`, commit);

describe('makeCandidate', () => {
  it('squashes a story into one commit on trunk’s tip, which names the story', async () => {
    const { commit, tree } = await candidateOf();
    expect(await show(commit, '%P')).toBe(base);
    expect(await show(commit, '%T')).toBe(tree);
    expect(await show(commit, '%B')).toBe(
      'story/login\n\n* First step\n* Second step\n\nStory: login\n',
    );
    expect(await repository.git('show', `${commit}:b.txt`)).toBe('B');
    expect(await repository.git('show', `${commit}:new.txt`)).toBe('new');
  });

  it('makes a merge commit with trunk as first parent where the strategy is merge', async () => {
    const { commit, tree } = await candidateOf({ strategy: 'merge' });
    expect(await show(commit, '%P')).toBe(`${base} ${head}`);
    expect(tree).toBe((await candidateOf()).tree);
  });

  it('is the same commit for the same input, and another for every other title, head, base or strategy', async () => {
    const { commit } = await candidateOf();
    expect((await candidateOf()).commit).toBe(commit);
    const first = parseCommitSha(await repository.git('rev-parse', `${head}^`));
    const older = parseCommitSha(await repository.git('rev-parse', `${base}^`));
    const changes: Partial<CandidateInput>[] = [
      { title: 'Log in' },
      { strategy: 'merge' },
      { head: first },
      { base: older },
      { story: parseStoryId('other') },
    ];
    const others = await Promise.all(changes.map(candidateOf));
    expect(new Set([commit, ...others.map((one) => one.commit)]).size).toBe(changes.length + 1);
  });

  it('does not depend on who makes it, when, or where', async () => {
    const { commit } = await candidateOf();
    const stranger = git.with({
      GIT_AUTHOR_NAME: 'Another',
      GIT_COMMITTER_EMAIL: 'another@storygate.invalid',
      GIT_COMMITTER_DATE: '1 +0000',
      TZ: 'Asia/Tokyo',
    });
    expect(await makeCandidate(stranger, input)).toMatchObject({ commit });
  });

  it('gives the title the subject, and keeps a single commit’s own message without one', async () => {
    const { commit } = await candidateOf({ title: 'Log in' });
    expect(await show(commit, '%s')).toBe('Log in');
    const first = parseCommitSha(await repository.git('rev-parse', `${head}^`));
    const single = await candidateOf({ head: first });
    expect(await show(single.commit, '%B')).toBe('First step\n\nDetails.\n\nStory: login\n');
  });

  it('moves no ref and touches no checkout', async () => {
    const refs = await repository.git('for-each-ref');
    await candidateOf();
    expect(await repository.git('for-each-ref')).toBe(refs);
    expect(await repository.git('status', '--porcelain')).toBe('');
  });

  it('has nothing to merge where trunk has it all', async () => {
    expect(await makeCandidate(git, { ...input, head: base })).toEqual({
      kind: 'nothing-to-merge',
    });
    const landed = await candidateOf();
    expect(await makeCandidate(git, { ...input, base: landed.commit })).toEqual({
      kind: 'nothing-to-merge',
    });
  });

  it.each(['squash', 'merge'] as const)(
    'has nothing to merge where all commits are empty (%s)',
    async (strategy) => {
      await repository.git('checkout', '--quiet', '--detach', base);
      await repository.git('commit', '--quiet', '--allow-empty', '-m', 'Nothing');
      const empty = parseCommitSha(await repository.git('rev-parse', 'HEAD'));
      await repository.git('checkout', '--quiet', 'main');
      expect(await makeCandidate(git, { ...input, head: empty, strategy })).toEqual({
        kind: 'nothing-to-merge',
      });
    },
  );

  it('takes a story that has trunk merged into it for its own commits alone', async () => {
    await repository.git('checkout', '--quiet', '--detach', 'story/login');
    await repository.git('merge', '--quiet', '--no-edit', 'main');
    const merged = parseCommitSha(await repository.git('rev-parse', 'HEAD'));
    await repository.git('commit', '--quiet', '--allow-empty', '-m', 'Last step');
    const head = parseCommitSha(await repository.git('rev-parse', 'HEAD'));
    await repository.git('checkout', '--quiet', 'main');
    const { commit, tree } = await candidateOf({ head });
    expect(tree).toBe(await repository.git('rev-parse', `${merged}^{tree}`));
    expect(await show(commit, '%P')).toBe(base);
    expect(await show(commit, '%B')).toBe(
      'story/login\n\n* First step\n* Second step\n* Last step\n\nStory: login\n',
    );
    const whole = await candidateOf({ head: merged, strategy: 'merge' });
    expect([whole.tree, await show(whole.commit, '%P')]).toEqual([tree, `${base} ${merged}`]);
  });

  it('names what conflicts', async () => {
    await repository.git('checkout', '--quiet', '-b', 'clash', 'story/login~2');
    const clash = parseCommitSha(await repository.commit('Clash', { 'b.txt': 'clash\n' }));
    await repository.git('checkout', '--quiet', 'main');
    expect(await makeCandidate(git, { ...input, head: clash })).toEqual({
      kind: 'conflicted',
      paths: ['b.txt'],
    });
  });

  it('has the tree that an independent `git merge` makes, or conflicts where that does', async () => {
    const edit = fc.record({
      file: fc.constantFrom('a.txt', 'c.txt', 'new.txt'),
      line: fc.nat(11),
      text: fc.constantFrom('x', 'y', ''),
    });
    const edits = fc.array(edit, { minLength: 1, maxLength: 4 });
    const small = await createRepository({ 'a.txt': text(LINES), 'c.txt': text(LINES) });
    const there = new Git(small.root);
    const start = await small.git('rev-parse', 'HEAD');

    const commitEdits = async (changes: { file: string; line: number; text: string }[]) => {
      await small.git('checkout', '--quiet', '--force', '--detach', start);
      const files: Record<string, string[]> = {};
      for (const { file, line, text: words } of changes) {
        files[file] ??= file === 'new.txt' ? [] : [...LINES];
        files[file][line] = words;
      }
      writeFiles(
        small.root,
        Object.fromEntries(Object.entries(files).map(([f, l]) => [f, text(l)])),
      );
      await small.git('add', '--all');
      await small.git('commit', '--quiet', '--allow-empty', '-m', 'Edit');
      return parseCommitSha(await small.git('rev-parse', 'HEAD'));
    };

    await fc.assert(
      fc.asyncProperty(edits, edits, async (ours, theirs) => {
        const story = await commitEdits(theirs);
        const trunk = await commitEdits(ours);
        const made = await makeCandidate(there, { ...input, base: trunk, head: story });
        const merge = await small.tryGit('merge', '--quiet', '--no-edit', '--no-ff', story);
        if (merge.exitCode === 0) {
          const tree = await small.git('rev-parse', 'HEAD^{tree}');
          const before = await small.git('rev-parse', `${trunk}^{tree}`);
          expect(made).toMatchObject(
            tree === before ? { kind: 'nothing-to-merge' } : { kind: 'candidate', tree },
          );
        } else {
          const unmerged = await small.git('diff', '--name-only', '--diff-filter=U');
          expect(made).toEqual({ kind: 'conflicted', paths: unmerged.split('\n').sort() });
        }
      }),
      { numRuns: 12 },
    );
  });
});
