import type { Audit } from '@storygate/core/audit/audit';
import type { CommitSha } from '@storygate/core/names/object-id';
import type { Trunk } from '@storygate/core/repository/trunk';
import { isClean, renderAudit } from './audit';

const id = (letter: string) => letter.repeat(40) as CommitSha;
const [FROM, TIP, NEW, OLD] = [id('f'), id('a'), id('c'), id('d')];
const clean: Audit = { checked: 3, from: FROM, to: TIP, unattested: [], lost: [] };
const lost: Audit['lost'] = [
  { commit: NEW, subject: 'New', reason: 'the ledger tells that it landed' },
  { commit: OLD, subject: 'Old', reason: 'the ledger tells that it landed' },
];
const local = { name: 'main', branch: 'main', remote: null } as Trunk;
const remote = { name: 'origin/main', branch: 'main', remote: 'origin' } as Trunk;

/** What a rendering said (stdout) and told (stderr). */
function rendered(audit: Audit, trunk: Trunk): { said: string[]; told: string[] } {
  const [said, told]: [string[], string[]] = [[], []];
  renderAudit(
    {
      json: false,
      say: (line) => said.push(line),
      pass: (text) => said.push(text),
      tell: (line) => told.push(line),
      document: () => undefined,
      emit: () => undefined,
      settle: () => undefined,
    },
    audit,
    trunk,
  );
  return { said, told };
}

it('says in a line that nothing is wrong, or that nothing is checked', () => {
  expect(rendered(clean, local)).toEqual({
    said: ['commits of main since ffffffffff: 3, every one attested'],
    told: [],
  });
  const { said } = rendered({ ...clean, from: null }, local);
  expect(said).toEqual([expect.stringContaining('nothing is checked')]);
});

it('names what trunk lost, and the command that brings it back', () => {
  const audit = { ...clean, lost };
  expect(isClean(audit)).toBe(false);
  const { said, told } = rendered(audit, local);
  expect(said).toEqual([]);
  expect(told).toEqual([
    'error: main was moved back: 2 proven commits are gone from it [TRUNK_LOST_COMMITS]',
    '  cccccccccc New (the ledger tells that it landed)',
    '  dddddddddd Old (the ledger tells that it landed)',
    expect.stringContaining('`git merge --ff-only cccccccccc`'),
    expect.stringMatching(/^hint: otherwise /),
  ]);
  expect(rendered(audit, remote).told).toContainEqual(
    expect.stringContaining('`git push origin cccccccccc:refs/heads/main`'),
  );
});

it('names both what came in and what was lost', () => {
  const unattested = [
    { commit: TIP, subject: 'Sneaked', reason: 'because' },
  ] as Audit['unattested'];
  const { told } = rendered({ ...clean, unattested, lost: lost.slice(0, 1) }, local);
  expect(told.filter((line) => line.startsWith('error: '))).toEqual([
    'error: 1 of 3 commits of main since ffffffffff got in without proof [UNATTESTED]',
    'error: main was moved back: 1 proven commit is gone from it [TRUNK_LOST_COMMITS]',
  ]);
});
