import { join } from 'node:path';
import { temporaryFolder } from '@storygate/testing';
import { layoutOf } from '../repository/layout';
import { approveSetup, isSetupApproved, requireApprovedSetup } from './setup-approval';

const layout = () => layoutOf(join(temporaryFolder('approval'), '.git'));

describe('the approval of set-up commands', () => {
  it('holds for exactly the text and the order that was approved', async () => {
    const own = layout();
    const commands = ['npm run build', 'node seed.mjs'];
    expect(await isSetupApproved(own, commands)).toBe(false);
    await approveSetup(own, commands);
    await approveSetup(own, ['other']);
    expect(await isSetupApproved(own, commands)).toBe(true);
    await requireApprovedSetup(own, commands);
    for (const changed of [
      ['npm run build', 'node seed.mjs --all'],
      ['node seed.mjs', 'npm run build'],
      ['npm run build'],
      ['npm run', 'build node seed.mjs'],
    ])
      expect(await isSetupApproved(own, changed)).toBe(false);
  });

  it('is not needed for nothing', async () => {
    expect(await isSetupApproved(layout(), [])).toBe(true);
  });

  it('refuses with the commands, and with what to type', async () => {
    await expect(requireApprovedSetup(layout(), ['npm run build'])).rejects.toMatchObject({
      kind: 'refusal',
      code: 'SETUP_UNAPPROVED',
      message: expect.stringContaining('`npm run build`') as unknown,
      hints: [
        expect.stringContaining('`npx storygate approve --setup`'),
        expect.stringContaining('--no-setup'),
      ],
      facts: { commands: ['npm run build'] },
    });
  });
});
