import { patchedIn } from './find-patched';

describe('patchedIn', () => {
  it('reads the names of patch-package’s files', () => {
    const patchFiles = [
      'react+18.2.0.patch',
      '@nx+js+23.2.1.patch',
      'outer++@scope+inner+1.0.0+001+fix.dev.patch',
      'README.md',
    ];
    expect(patchedIn({ patchFiles, manifest: '{}' })).toEqual(['react', '@nx/js', '@scope/inner']);
  });

  it('reads what pnpm, bun and yarn keep in package.json', () => {
    const manifest = JSON.stringify({
      patchedDependencies: { 'a@1.0.0': 'patches/a.patch' },
      pnpm: { patchedDependencies: { '@s/b@2.0.0': 'x', c: 'y' } },
      dependencies: { d: 'patch:d@npm%3A1.0.0#~/.yarn/patches/d.patch', e: '^1.0.0' },
      resolutions: { 'f@npm:^1.0.0': 'patch:f@npm%3A1.0.0#~/.yarn/patches/f.patch' },
    });
    expect(patchedIn({ patchFiles: [], manifest })).toEqual(['a', '@s/b', 'c', 'd', 'f']);
  });

  it.each(['', '[]', 'null', '{"dependencies": 3}'])('finds none in %j', (manifest) => {
    expect(patchedIn({ patchFiles: [], manifest })).toEqual([]);
  });
});
