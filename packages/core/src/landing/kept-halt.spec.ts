import { temporaryFolder } from '@storygate/testing';
import { parseCommitSha } from '../names/object-id';
import { layoutOf } from '../repository/layout';
import { keepHalt, readKeptHalt } from './kept-halt';
import type { Halt } from './work-queue';

const TIP = parseCommitSha('a'.repeat(40));
const LATER = parseCommitSha('b'.repeat(40));

it.each<Halt>([
  { kind: 'trunk-unproven', commits: [TIP] },
  { kind: 'trunk-red', tasks: ['shop:test'] },
  { kind: 'trunk-did-not-run', reason: 'no disk' },
])('keeps $kind until trunk moves, or something lands again', async (halt) => {
  const layout = layoutOf(temporaryFolder('common'));
  expect(await readKeptHalt(layout, TIP)).toBeNull();
  await keepHalt(layout, TIP, halt);
  expect(await readKeptHalt(layout, TIP)).toEqual(halt);
  expect(await readKeptHalt(layout, LATER)).toBeNull();
  await keepHalt(layout, TIP, null);
  expect(await readKeptHalt(layout, TIP)).toBeNull();
});

it('keeps no pause: the queue itself tells of that', async () => {
  const layout = layoutOf(temporaryFolder('common'));
  await keepHalt(layout, TIP, { kind: 'paused', pause: { at: null, by: null, reason: null } });
  expect(await readKeptHalt(layout, TIP)).toBeNull();
});
