import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder, writeFiles } from '@storygate/testing';
import { requireEmptyFolder } from './empty-folder';

it('takes an empty folder, and one that does not exist yet', async () => {
  const folder = temporaryFolder('empty');
  await requireEmptyFolder(folder, '--output');
  await requireEmptyFolder(join(folder, 'new/out'), '--output');
});

it('refuses what is not an empty folder, and leaves it alone', async () => {
  const folder = temporaryFolder('full');
  writeFileSync(join(folder, 'file'), 'mine');
  writeFiles(folder, { 'full/attestation.json': 'of an earlier run' });
  for (const name of ['file', 'full']) {
    await expect(requireEmptyFolder(join(folder, name), '--export')).rejects.toMatchObject({
      kind: 'refusal',
      code: 'OUTPUT_TAKEN',
      hints: [expect.stringContaining('`--export`')],
    });
  }
  expect(readFileSync(join(folder, 'full/attestation.json'), 'utf8')).toBe('of an earlier run');
});
