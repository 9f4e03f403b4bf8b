import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, type Repository as Sandbox } from '@storygate/testing';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import { requireRepository, type Repository } from '../repository/repository';
import { readMerges } from './kept-merges';

let sandbox: Sandbox;
let repository: Repository;
let file: string;
let heads: CommitSha[];

beforeEach(async () => {
  sandbox = await createRepository({ 'nx.json': '{}', 'a.txt': 'a\n', 'b.txt': 'b\n' });
  repository = await requireRepository(sandbox.root);
  file = join(repository.layout.root, 'merges.json');
  heads = [];
  for (const files of [{ 'a.txt': '1\n' }, { 'a.txt': '2\n' }, { 'b.txt': '3\n' }]) {
    await sandbox.git('checkout', '--quiet', '--detach', 'main');
    heads.push(parseCommitSha(await sandbox.commit('Work', files)));
  }
});

function ask(...places: [number, number][]) {
  return readMerges(
    repository,
    places.map(([ours, theirs]) => ({ ours: heads[ours]!, theirs: heads[theirs]! })),
  );
}

const kept = () => JSON.parse(readFileSync(file, 'utf8')) as { merges: Record<string, unknown> };

describe('readMerges', () => {
  it('says how each pair merges, the same from what is kept', async () => {
    const first = await ask([0, 1], [0, 2]);
    expect(first.map(({ merged }) => merged)).toEqual([
      { kind: 'conflicted', paths: ['a.txt'] },
      { kind: 'clean', tree: expect.stringMatching(/^[0-9a-f]{40}$/) as unknown },
    ]);
    // With another answer kept, who asks git again would not give that.
    const [conflict = ''] = Object.keys(kept().merges);
    const changed = { ...kept().merges, [conflict]: { kind: 'conflicted', paths: ['kept'] } };
    writeFileSync(file, JSON.stringify({ version: 1, merges: changed }));
    const again = await ask([0, 1], [0, 2], [1, 2]);
    expect(again.map(({ merged }) => merged)).toMatchObject([
      { kind: 'conflicted', paths: ['kept'] },
      first[1]!.merged,
      { kind: 'clean' },
    ]);
    expect(Object.keys(kept().merges)).toHaveLength(3);
  });

  it.each([
    ['not JSON', '{"version": 1, "mer'],
    ['of another form', '{"version": 1, "merges": {"a b": {"kind": "clean"}}}'],
    ['of another version', '{"version": 2, "merges": {}}'],
  ])('merges anew where the file is %s', async (_, text) => {
    mkdirSync(repository.layout.root, { recursive: true });
    writeFileSync(file, text);
    const [pair] = await ask([0, 1]);
    expect(pair?.merged).toEqual({ kind: 'conflicted', paths: ['a.txt'] });
    expect(Object.keys(kept().merges)).toEqual([`${heads[0]!} ${heads[1]!}`]);
  });

  it('keeps what was asked for last when there is too much', async () => {
    const many = Array.from({ length: 40_000 }, (_, n) => [
      `${n} x`,
      { kind: 'clean', tree: 'a'.repeat(40) },
    ]);
    mkdirSync(repository.layout.root, { recursive: true });
    writeFileSync(file, JSON.stringify({ version: 1, merges: Object.fromEntries(many) }));
    await ask([0, 1]);
    const names = Object.keys(kept().merges);
    expect(names.length).toBeLessThan(40_000);
    expect(names).toContain(`${heads[0]!} ${heads[1]!}`);
  });

  it('answers where nothing can be written', async () => {
    // A file where the folder should be stops root too, whom permissions don't.
    rmSync(repository.layout.root, { recursive: true, force: true });
    writeFileSync(repository.layout.root, '');
    chmodSync(repository.layout.root, 0o400);
    const [pair] = await ask([0, 1]);
    expect(pair?.merged).toEqual({ kind: 'conflicted', paths: ['a.txt'] });
    expect(existsSync(file)).toBe(false);
  });

  it('starts nothing for no pairs', async () => {
    expect(await ask()).toEqual([]);
    expect(existsSync(file)).toBe(false);
  });
});
