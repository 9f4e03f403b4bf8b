import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createRepository,
  HAS_TERMINALS,
  startInTerminal,
  startStorygateFromSource,
  storygateFromSource,
  storygateProgram,
  temporaryFolder,
  writeFiles,
  type InTerminal,
  type Repository,
} from '@storygate/testing';

let repository: Repository;

/** Two stories; what an agent said last in one of them has escapes in it, and it waits for a person. */
beforeAll(async () => {
  repository = await createRepository({ 'nx.json': '{"plugins": ["@storygate/nx"]}' });
  for (const story of ['cart', 'login']) {
    await repository.git('checkout', '--quiet', '-b', `story/${story}`, 'main');
    await repository.commit(`Work on ${story}`, { [`${story}.txt`]: story });
  }
  await repository.git('checkout', '--quiet', 'main');
  const record = {
    ...{ version: 1, number: 1, story: 'login', agent: 'codex', state: 'needs-attention' },
    ...{ reason: 'it asks: \u001b[2Jwhich?', round: 2, mostRounds: 5, conversation: null },
    ...{ startedAt: '2026-01-01T10:00:00.000Z', endedAt: '2026-01-01T10:10:00.000Z' },
    ...{ head: null, gateRun: null, mark: 'x' },
    supervisor: { pid: 1, host: 'h', boot: 'b', started: null },
  };
  writeFiles(`${repository.root}/.git/storygate/stories/login/agents/1`, {
    'state.json': JSON.stringify(record),
    'events.jsonl': `${JSON.stringify({ at: 'now', round: 2, type: 'message', text: 'Reading \u001b]0;x\u0007 it' })}\n`,
  });
});

/** A view that has a defect for whoever sends it a signal. */
function watchInTerminal(): Promise<InTerminal> {
  const defect = join(temporaryFolder('defect'), 'defect.cjs');
  writeFileSync(defect, `process.on('SIGUSR2', () => { throw new Error('a defect'); });`);
  const args = ['--require', defect, storygateProgram(), 'status', '--watch'];
  return startInTerminal(process.execPath, args, { cwd: repository.root });
}

const inTerminal = HAS_TERMINALS ? describe : describe.skip;

inTerminal('status --watch on a terminal', () => {
  let view: InTerminal;

  beforeEach(async () => {
    view = await watchInTerminal();
    await view.shows('> cart');
  });

  it('shows, follows keys, confirms what changes something, and gives the terminal back', async () => {
    expect(view.mode()).toEqual({ screen: 'alternate', cursor: 'hidden' });
    expect(view.screen()[1]).toBe('next: login needs attention, it asks: which?');
    view.type('j');
    await view.shows('> login');
    await view.shows('| Reading it');
    view.type('l');
    await view.shows('login: the last of what goes on there');
    view.type('l');
    view.type('m');
    await view.shows('queue login? y: yes');
    view.type('n');
    await view.shows('a approve');
    // What is pasted is no key: an `m` would have asked, and the `?` would have answered.
    view.type('\u001b[200~m\u001b[201~?');
    await view.shows('agents go on without this view');
    view.type('?');
    await view.shows('a approve');
    expect(await repository.git('for-each-ref', 'refs/storygate/queue')).toBe('');
    view.type('my');
    await view.shows(/> login .*#1/);
    view.type('q');
    expect(await view.finished).toBe(0);
    expect(view.mode()).toEqual({ screen: 'normal', cursor: 'shown' });
  });

  it('draws anew in another size, and ends with ctrl-C', async () => {
    await view.resize(40, 10);
    await view.shows(/^.{0,40}…$/m);
    expect(view.screen()).toHaveLength(10);
    await view.shows(/up\/down {2}l log.*…$/);
    view.type('\u0003');
    expect(await view.finished).toBe(130);
    expect(view.mode()).toEqual({ screen: 'normal', cursor: 'shown' });
  });

  it('ends with ctrl-C, too, when the end of a paste was lost', async () => {
    view.type('\u001b[200~m\u0003');
    expect(await view.finished).toBe(130);
  });

  it('gives the terminal back when it is told to end', async () => {
    process.kill(view.pid, 'SIGTERM');
    expect(await view.finished).toBe(130);
    expect(view.mode()).toEqual({ screen: 'normal', cursor: 'shown' });
  });

  it('gives the terminal back before it shows an error that nobody expected', async () => {
    process.kill(view.pid, 'SIGUSR2');
    expect(await view.finished).not.toBe(0);
    expect(view.screen().join('\n')).toContain('Error: a defect');
    expect(view.mode()).toEqual({ screen: 'normal', cursor: 'shown' });
  });

  it('ends when its terminal is gone', async () => {
    await view.hangUp();
  });
});

it('refuses a view without a terminal, and says what there is instead', async () => {
  const { exitCode, stdout, stderr } = await storygateFromSource(['status', '--watch'], {
    cwd: repository.root,
  });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain('[NO_TERMINAL]');
  expect(stderr).toContain('npx storygate status --watch --json=events');
});

it('prints a document whenever something changed', async () => {
  const running = await startStorygateFromSource(['status', '--watch', '--json=events'], {
    cwd: repository.root,
  });
  await running.printed('"id":"login"');
  await repository.git('branch', 'story/third');
  await running.printed('"id":"third"');
  running.signal('SIGTERM');
  const { stdout } = await running.finished;
  const documents = stdout.split('\n').map((line) => JSON.parse(line) as { stories: unknown[] });
  expect(documents.map(({ stories }) => stories.length)).toEqual([2, 3]);
  await repository.git('branch', '-D', 'story/third');
});
