import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run, sourceScript, temporaryFolder } from '@storygate/testing';
import { layoutOf } from '../repository/layout';
import { isSignedBy, readTrustedKeys, requireSigningKey } from './signing-key';

const MESSAGE = Buffer.from('message');

describe('requireSigningKey', () => {
  it('makes a key that only its owner can read, once', async () => {
    const layout = layoutOf(temporaryFolder('keys'));
    const first = await requireSigningKey(layout);
    const again = await requireSigningKey(layout);
    expect(again.id).toBe(first.id);
    expect(statSync(join(layout.keys, 'local.ed25519.pem')).mode & 0o777).toBe(0o600);
    expect(statSync(layout.keys).mode & 0o777).toBe(0o700);
    expect(readdirSync(layout.keys).sort()).toEqual(['local.ed25519.pem', 'local.pub.pem']);
  });

  it('signs what its own clone believes, and no other clone', async () => {
    const [own, other] = [layoutOf(temporaryFolder('keys')), layoutOf(temporaryFolder('keys'))];
    const key = await requireSigningKey(own);
    await requireSigningKey(other);
    const signature = key.sign(MESSAGE);
    expect(isSignedBy(await readTrustedKeys(own), key.id, MESSAGE, signature)).toBe(true);
    expect(isSignedBy(await readTrustedKeys(other), key.id, MESSAGE, signature)).toBe(false);
    expect(isSignedBy(await readTrustedKeys(own), key.id, Buffer.from('other'), signature)).toBe(
      false,
    );
  });

  it('is the same key for processes that make it at once', async () => {
    const folder = temporaryFolder('keys');
    const script = `
      const { layoutOf } = source('repository/layout');
      const { requireSigningKey } = source('ledger/signing-key');
      console.log((await requireSigningKey(layoutOf(args[0]))).id);`;
    const ends = await Promise.all(
      [1, 2, 3].map(() =>
        run(process.execPath, sourceScript('core', script, [folder]), { cwd: folder }),
      ),
    );
    expect(ends.map(({ stderr }) => stderr)).toEqual(['', '', '']);
    expect(new Set(ends.map(({ stdout }) => stdout)).size).toBe(1);
  });
});

describe('readTrustedKeys', () => {
  it('believes nobody where there are no keys', async () => {
    expect((await readTrustedKeys(layoutOf(temporaryFolder('keys')))).size).toBe(0);
  });
});
