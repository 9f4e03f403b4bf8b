import type { StoredAgentRun } from '@storygate/core/agents/agent-record';
import type { StorygateEvent } from '@storygate/core/events/events';
import { localQueue } from '@storygate/core/queue/queue-place';
import { pauseQueue, resumeQueue } from '@storygate/core/queue/pause';
import { requireRepository, type Repository } from '@storygate/core/repository/repository';
import { requireTrunk } from '@storygate/core/repository/trunk';
import { createRepository, type Repository as Sandbox } from '@storygate/testing';
import { createOutput } from '../output';
import { ReadyLander } from './ready-lander';

/** The stories have nothing that trunk has not: so their landings need no gate, and no Nx is installed here. */
let sandbox: Sandbox;
let repository: Repository;
let lander: ReadyLander;
let events: StorygateEvent[];

beforeEach(async () => {
  sandbox = await createRepository({ 'nx.json': '{"plugins": ["@storygate/nx"]}' });
  await sandbox.git('branch', 'story/cart');
  await sandbox.git('branch', 'story/login');
  repository = await requireRepository(sandbox.root);
  const context = { repository, trunk: await requireTrunk(repository) };
  events = [];
  const output = { ...createOutput('document'), emit: () => undefined };
  lander = new ReadyLander({ ...context, output }, (event) => events.push(event));
});

/** An agent's run that ended; nothing else of it counts here. */
function ended(story: string, state: 'ready' | 'stuck' = 'ready'): StoredAgentRun {
  const record = { story, state, head: null } as unknown as StoredAgentRun['record'];
  return { folder: '', record };
}

it('lands what can be tried beside what can’t, and tells of both', async () => {
  lander.add(ended('gone'));
  lander.add(ended('login'));
  lander.add(ended('gone-too', 'stuck'));
  const landed = await lander.end();
  expect(landed).toMatchObject({
    isDone: false,
    document: {
      failures: [{ stories: ['gone'], code: 'NO_SUCH_STORY' }],
      outcomes: [{ story: 'login', outcome: 'nothing-to-merge' }],
      halted: null,
    },
  });
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'warning', code: 'NO_SUCH_STORY' }),
  );
});

it('asks again for what a halt kept from landing', async () => {
  const place = localQueue(repository.git);
  await pauseQueue(place, { at: null, by: null, reason: null });
  lander.add(ended('login'));
  expect(await lander.end()).toMatchObject({
    isDone: false,
    document: { outcomes: [], halted: { kind: 'paused' } },
  });
  await resumeQueue(place);
  lander.add(ended('cart'));
  const landed = await lander.end();
  expect(landed).toMatchObject({ isDone: true, document: { halted: null } });
  expect(landed?.document).toMatchObject({ outcomes: [{ story: 'login' }, { story: 'cart' }] });
});

it('does not try again what can’t be tried, though others are halted', async () => {
  await pauseQueue(localQueue(repository.git), { at: null, by: null, reason: null });
  lander.add(ended('gone'));
  lander.add(ended('login'));
  await lander.end();
  lander.add(ended('cart'));
  expect((await lander.end())?.document).toMatchObject({ failures: [{ stories: ['gone'] }] });
});

it('has nothing to tell where nothing was ready', async () => {
  lander.add(ended('login', 'stuck'));
  expect(await lander.end()).toBeNull();
});
