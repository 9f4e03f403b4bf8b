import { createLeanWorkspace, type Workspace } from '../src/index';
import { expectExit, startStory } from './endings';
import { packs } from './packs';

/** What `nx add @storygate/nx` leaves in a workspace (the templates of all these tests were set up by it). */
describe('init', () => {
  let acme: Workspace;
  beforeAll(async () => {
    acme = await createLeanWorkspace(packs);
  });

  it('registers the plugin, the trunk project, husky’s hooks and the agents’ section', async () => {
    const nxJson = JSON.parse(acme.read('nx.json')) as Record<string, unknown>;
    expect(JSON.stringify(nxJson['plugins'])).toContain('@storygate/nx');
    expect(nxJson['affected']).toEqual({ legacy: true });
    expect(acme.read('tools/trunk/project.json')).toContain('@storygate/nx:merge');
    expect(acme.read('.husky/pre-commit')).toMatch(/lint-staged.*--no-stash/);
    expect(acme.read('.husky/pre-push')).toContain('storygate hook pre-push');
    expect(acme.read('AGENTS.md')).toMatch(/nx affected -t gate/);
    const manifest = JSON.parse(acme.read('package.json')) as Record<
      string,
      Record<string, string>
    >;
    expect(manifest['scripts']?.['prepare']).toContain('husky');
    expect(Object.keys(manifest['devDependencies'] ?? {})).toEqual(
      expect.arrayContaining(['storygate', 'husky', 'lint-staged']),
    );
    expect(await acme.git('config', 'core.hooksPath')).toBe('.husky/_');
  });

  it('changes nothing when run again, nor with --dry-run', async () => {
    for (const args of [['--dry-run'], []]) {
      const again = await acme.nx(['g', '@storygate/nx:init', '--no-interactive', ...args]);
      expectExit(again, 0);
      expect(await acme.git('status', '--porcelain')).toBe('');
    }
  });

  it('keeps what people wrote, and puts back only what is missing', async () => {
    const agents = `# Ours\n\n${acme.read('AGENTS.md')}\nAnd more of ours.\n`;
    acme.write({
      'AGENTS.md': agents,
      '.husky/pre-commit': `echo ours\n${acme.read('.husky/pre-commit')}`,
    });
    await acme.run('rm', ['-r', 'tools/trunk']);
    const again = await acme.nx(['g', '@storygate/nx:init', '--no-interactive']);
    expectExit(again, 0);
    expect(acme.read('AGENTS.md')).toBe(agents);
    expect(acme.read('.husky/pre-commit')).toMatch(/^echo ours\n/);
    expect(acme.has('tools/trunk/project.json')).toBe(true);
    await acme.git('checkout', '--', '.');
  });

  it('checks what is staged at a commit, in a story too', async () => {
    const checked = await startStory(acme, 'checked');
    checked.write({ 'notes.txt': '<<<<<<< ours\n=======\n>>>>>>> theirs\n' });
    await checked.git('add', '--all');
    const refused = await checked.tryGit('commit', '-m', 'Unsettled');
    expectExit(refused, 1);
    expect(refused.output).toContain('notes.txt:1: leftover conflict marker');
    await checked.commit('Settled', { 'notes.txt': 'settled\n' });
    expect(await checked.git('status', '--porcelain')).toBe('');
  });
});
