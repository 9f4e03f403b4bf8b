import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  createRepository,
  run,
  sourceScript,
  temporaryFolder,
  type Repository,
} from '@storygate/testing';
import { Git } from '../git/git';
import { layoutOf } from '../repository/layout';
import { readTrustedKeys, requireSigningKey } from './signing-key';
import { isSignedBy, parseTrustedKey } from './trusted-key';

const MESSAGE = Buffer.from('message');
let repository: Repository;
let git: Git;

beforeEach(async () => {
  repository = await createRepository();
  git = new Git(repository.root);
});

describe('requireSigningKey', () => {
  it('makes a key that only its owner can read, once', async () => {
    const layout = layoutOf(temporaryFolder('keys'));
    const first = await requireSigningKey(git, layout);
    const again = await requireSigningKey(git, layout);
    expect(again.publicKey).toBe(first.publicKey);
    expect(statSync(join(layout.keys, 'local.ed25519.pem')).mode & 0o777).toBe(0o600);
    expect(statSync(layout.keys).mode & 0o777).toBe(0o700);
    expect(readdirSync(layout.keys)).toHaveLength(2);
  });

  it('signs what its own clone trusts, and no other clone', async () => {
    const [own, other] = [layoutOf(temporaryFolder('keys')), layoutOf(temporaryFolder('keys'))];
    const key = await requireSigningKey(git, own);
    await requireSigningKey(git, other);
    const { keyid, sig } = await key.sign(MESSAGE);
    const signature = Buffer.from(sig, 'base64');
    const [trusted] = readTrustedKeys(own);
    expect(trusted?.id).toBe(keyid);
    expect(await isSignedBy(trusted!, MESSAGE, signature)).toBe(true);
    expect(await isSignedBy(trusted!, Buffer.from('other'), signature)).toBe(false);
    expect(readTrustedKeys(other).map(({ id }) => id)).not.toContain(keyid);
  });

  it('keeps trusting its own key after an SSH key is configured', async () => {
    const layout = layoutOf(temporaryFolder('keys'));
    const own = await requireSigningKey(git, layout);
    const file = join(repository.root, '.git', 'ssh-key');
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file], {
      cwd: repository.root,
    });
    await repository.git('config', 'storygate.signingKey', file);
    const ssh = await requireSigningKey(git, layout);
    const ids = readTrustedKeys(layout).map(({ id }) => id);
    expect(ids.sort()).toEqual(
      [own, ssh].map(({ publicKey }) => parseTrustedKey(publicKey).id).sort(),
    );
  });

  it("says which SSH key can't sign", async () => {
    await repository.git('config', 'storygate.signingKey', '/nowhere/key');
    const layout = layoutOf(temporaryFolder('keys'));
    await expect(requireSigningKey(git, layout)).rejects.toMatchObject({
      kind: 'refusal',
      code: 'CANNOT_SIGN',
    });
  });

  it('is the same key for processes that make it at once', async () => {
    const folder = temporaryFolder('keys');
    const script = `
      const { Git } = source('git/git');
      const { layoutOf } = source('repository/layout');
      const { requireSigningKey } = source('ledger/signing-key');
      console.log((await requireSigningKey(new Git(args[1]), layoutOf(args[0]))).publicKey);`;
    const ends = await Promise.all(
      [1, 2, 3].map(() =>
        run(process.execPath, sourceScript('core', script, [folder, repository.root]), {
          cwd: folder,
        }),
      ),
    );
    expect(ends.map(({ stderr }) => stderr)).toEqual(['', '', '']);
    expect(new Set(ends.map(({ stdout }) => stdout)).size).toBe(1);
  });
});

describe('readTrustedKeys', () => {
  it('trusts nobody where there are no keys', async () => {
    expect(readTrustedKeys(layoutOf(temporaryFolder('keys')))).toEqual([]);
  });
});
