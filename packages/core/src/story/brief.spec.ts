import { join } from 'node:path';
import { temporaryFolder, writeFiles } from '@storygate/testing';
import { readBrief } from './brief';

describe('readBrief', () => {
  const folder = temporaryFolder('brief');

  it('reads a text file', async () => {
    writeFiles(folder, { 'brief.md': 'Use a passkey.\n' });
    expect(await readBrief(join(folder, 'brief.md'))).toBe('Use a passkey.\n');
  });

  it.each([
    ['is not there', null, 'NO_BRIEF'],
    ['says nothing', ' \n\n', 'BRIEF_EMPTY'],
    ['is longer than every agent takes', 'é'.repeat(40_001), 'BRIEF_TOO_LONG'],
  ])('refuses one that %s', async (_, text, code) => {
    if (text !== null) writeFiles(folder, { 'other.md': text });
    await expect(
      readBrief(join(folder, text === null ? 'none.md' : 'other.md')),
    ).rejects.toMatchObject({ kind: 'refusal', code });
  });
});
