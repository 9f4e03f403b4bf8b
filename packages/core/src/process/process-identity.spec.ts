import { run } from '@storygate/testing';
import { hasEnded, thisProcess } from './process-identity';

describe('hasEnded', () => {
  const self = thisProcess();

  it('knows that this process lives', () => expect(hasEnded(self)).toBe(false));

  it('knows that a process that ended has', async () => {
    const { stdout } = await run('sh', ['-c', 'echo $$'], { cwd: '/' });
    expect(hasEnded({ ...self, pid: Number(stdout), started: null })).toBe(true);
  });

  it('knows a pid that another process got since', () => {
    expect(hasEnded({ ...self, started: `${self.started}0` })).toBe(true);
  });

  it('knows that nothing survives a restart of the machine', () => {
    expect(hasEnded({ ...self, boot: 'another' })).toBe(true);
  });

  it('never claims to know about another host', () => {
    expect(hasEnded({ ...self, host: 'another', boot: 'another', pid: 1 << 30 })).toBe(false);
  });

  it('takes a process of another user for alive', () => {
    expect(hasEnded({ ...self, pid: 1, started: null })).toBe(false);
  });
});
