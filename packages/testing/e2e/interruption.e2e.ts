import {
  createLeanWorkspace,
  mountSmallDisk,
  unmountAll,
  whereMounting,
  type Workspace,
} from '../src/index';
import type { AuditDocument } from './documents';
import { expectExit, expectOutcomes, expectRefusal, startStory } from './endings';
import { packs } from './packs';
import { takeSnapshot, trunkOf } from './snapshot';

/** Ctrl-C and kill -9, at moments a test can wait for, and a full disk. */
describe('an interrupted command', () => {
  let acme: Workspace;
  const waiting = (name: string) => `const fs = require('node:fs');
fs.writeFileSync(${JSON.stringify(`${acme.folder}/${name}.started`)}, '');
(function wait() {
  if (!fs.existsSync(${JSON.stringify(`${acme.folder}/${name}.go-on`)})) setTimeout(wait, 20);
})();
`;
  /** Waits until the gate's test of that name runs. */
  const started = (name: string) =>
    acme.run('sh', ['-c', `until [ -e '${acme.folder}/${name}.started' ]; do sleep 0.05; done`], {
      timeout: 120_000,
    });
  beforeAll(async () => {
    acme = await createLeanWorkspace(packs);
  });

  it('leaves nothing behind when a story is being made', async () => {
    const before = await takeSnapshot(acme);
    const making = await acme.start('node_modules/.bin/storygate', [
      'story',
      'halted',
      '--dependencies',
      'install',
    ]);
    await acme.run(
      'sh',
      ['-c', `until [ -d '${acme.story('halted').root}' ]; do sleep 0.05; done`],
      {
        timeout: 60_000,
      },
    );
    making.signal('SIGINT');
    expectExit(await making.finished, 130);
    const after = await takeSnapshot(acme);
    expect({ ...after, folders: [], configuration: '' }).toEqual({
      ...before,
      folders: [],
      configuration: '',
    });
    expect(acme.story('halted').has('.')).toBe(false);
    await startStory(acme, 'halted');
  });

  it.each([
    ['SIGINT', 'stopped'],
    ['SIGKILL', 'killed'],
  ] as const)('lands once when run again after %s while the gate runs', async (signal, id) => {
    await startStory(acme, id);
    const file = `packages/${id === 'stopped' ? 'audit' : 'greeting'}/index.test.js`;
    await acme.story(id).commit('Wait', { [file]: waiting(id) });
    const trunk = await trunkOf(acme);
    const merging = await acme.start('node_modules/.bin/storygate', ['merge', id]);
    await started(id);
    merging.signal(signal);
    const { exitCode } = await merging.finished;
    expect(exitCode).toBe(signal === 'SIGINT' ? 130 : 137);
    expect(await trunkOf(acme)).toBe(trunk);

    acme.at(acme.folder).write({ [`${id}.go-on`]: '' });
    await expectOutcomes(acme, { [id]: 'merged' });
    expect(await acme.git('rev-list', '--count', `${trunk}..main`)).toBe('1');
    expect(await acme.git('status', '--porcelain')).toBe('');
    const audit = await acme.json<AuditDocument>(['audit']);
    expect(audit.json.unattested).toEqual([]);
  });

  whereMounting(it)(
    'sends no story back for a disk that is full where runs are recorded',
    async () => {
      await startStory(acme, 'crowded');
      await acme.story('crowded').commit('Change', { 'packages/audit/more.js': '// more\n' });
      const trunk = await trunkOf(acme);
      await mountSmallDisk(`${acme.root}/.git/storygate/stories`, 32_768);
      try {
        expectRefusal(await acme.storygate(['merge', 'crowded']), 1, 'DISK_FULL');
      } finally {
        await unmountAll();
      }
      expect(await trunkOf(acme)).toBe(trunk);
      await expectOutcomes(acme, { crowded: 'merged' });
    },
  );
});
