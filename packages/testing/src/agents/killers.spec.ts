import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { livingOf } from '../process/living';
import { run } from '../process/run';
import { pidsIn } from '../process/stubborn-program';
import { AT_WORK, GOES_PAST_HOOKS, KILLERS } from './habits';
import { createHabitsSite, logOf, type HabitsSite } from './habits-site';

let site: HabitsSite;
beforeAll(async () => {
  site = await createHabitsSite([...KILLERS, GOES_PAST_HOOKS]);
}, 60_000);

it('loses nothing of three agents when one kills whoever looks after them, and lets them work again', async () => {
  const { git, root } = site.repository;
  expect(await site.run(KILLERS)).toEqual({ exitCode: 137, runs: [] });
  const left = await site.readAgents(KILLERS);
  for (const [at, { state, reason }] of KILLERS.entries())
    expect(left[at]).toMatchObject({ state, reason: expect.stringContaining(reason) as unknown });
  expect(left.map(logOf)).toEqual(['', '', '']);
  const pids = pidsIn(readFileSync(join(root, '.git', AT_WORK), 'utf8'));
  expect(pids).toHaveLength(3);
  expect(livingOf(pids)).toEqual([]);
  const { runs } = await site.run(KILLERS.map((habit) => ({ ...habit, script: 'change();' })));
  expect(runs.map(({ number, state }) => [number, state])).toEqual(
    KILLERS.map(() => [2, 'out-of-rounds']),
  );
  for (const { name } of KILLERS)
    expect(await git('show', `story/${name}:README.md`)).toContain('better');
});

it('names what got past the hooks, and lets git run them again', async () => {
  const { git, storygate } = site.repository;
  const { name, state } = GOES_PAST_HOOKS;
  const { runs } = await site.run([GOES_PAST_HOOKS]);
  const head = await git('rev-parse', `story/${name}`);
  const noticed = [{ what: 'trunk', names: [head] }, { what: 'hooks' }];
  expect(runs).toMatchObject([{ state, noticed }]);
  expect((await storygate('audit')).exitCode).toBe(1);
  const options = { cwd: site.worktreeOf(GOES_PAST_HOOKS) };
  const again = await run('git', ['update-ref', 'refs/heads/main', site.trunk], options);
  expect(again.stderr).toContain('[TRUNK_PROTECTED]');
});
