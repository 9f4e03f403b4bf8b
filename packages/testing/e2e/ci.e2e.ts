import { createLeanWorkspace, type Workspace } from '../src/index';
import { expectExit } from './endings';
import { packs } from './packs';

describe('nx g @storygate/nx:ci', () => {
  let acme: Workspace;
  beforeAll(async () => {
    acme = await createLeanWorkspace(packs);
  });

  it.each([
    ['github', ['.github/workflows/storygate.yml'], 'status check `storygate`'],
    ['gitlab', ['.gitlab-ci.yml', '.gitlab/storygate.yml'], 'Pipelines must succeed'],
  ])(
    'writes what %s runs, says what makes it binding, and is safe to repeat',
    async (provider, files, note) => {
      const generate = () => acme.nx(['g', '@storygate/nx:ci', `--provider=${provider}`]);
      const first = await generate();
      expectExit(first, 0);
      expect(first.output).toContain(note);
      expect(await untracked(acme)).toEqual(files);

      await acme.git('add', '--', ...files);
      await acme.git('commit', '--quiet', '--no-verify', '-m', `Gate on ${provider}`);
      expectExit(await generate(), 0);
      expect(await acme.git('status', '--porcelain')).toBe('');
    },
  );

  it('refuses a provider that it does not know, and changes nothing', async () => {
    expectExit(await acme.nx(['g', '@storygate/nx:ci', '--provider=sourceforge']), 1);
    expect(await acme.git('status', '--porcelain')).toBe('');
  });
});

async function untracked(workspace: Workspace): Promise<string[]> {
  const paths = await workspace.git('ls-files', '--others', '--modified', '--exclude-standard');
  return paths.split('\n').sort();
}
