import { statSync } from 'node:fs';
import { join } from 'node:path';
import { livingOf } from '../process/living';
import { must } from '../process/run';
import { pidsIn } from '../process/stubborn-program';
import { HABITS, HANGS, LEFT } from './habits';
import { createHabitsSite, logOf, type AgentDocument, type HabitsSite } from './habits-site';

/** Agents with bad habits are at work all at once, beside one that has none. */
let site: HabitsSite;
const ended = new Map<string, AgentDocument>();

beforeAll(async () => {
  site = await createHabitsSite([...HABITS, HANGS]);
  const [first, hanging] = await Promise.all([
    site.run(HABITS),
    site.run([HANGS], '--time-limit', '0.03'),
  ]);
  const runs = [...first.runs, ...hanging.runs];
  for (const [at, { name }] of [...HABITS, HANGS].entries()) ended.set(name, runs[at]!);
}, 60_000);

describe.each([...HABITS, HANGS])('an agent that $name', ({ name, state, reason, noticed }) => {
  it('comes to the right end, with its log and what was noticed', () => {
    const found = ended.get(name)!;
    expect(found).toMatchObject({ state, reason: expect.stringContaining(reason) as unknown });
    expect(statSync(join(found.folder, 'agent.log')).size).toBeLessThan(21_000_000);
    for (const [what, parts] of Object.entries(noticed ?? {})) {
      const names = found.noticed.find((one) => one.what === what)?.names.join('\n') ?? '';
      expect(parts.filter((part) => !names.includes(part))).toEqual([]);
    }
  });
});

it('leaves nothing running', () => {
  const pids = ['leaves-processes', HANGS.name].map((name) => pidsIn(logOf(ended.get(name)!)));
  expect(pids.map((some) => some.length)).toEqual([LEFT, 2]);
  expect(livingOf(pids.flat())).toEqual([]);
});

it('notices nothing of one without bad habits but what may be anybody’s', () => {
  const kinds = ended.get('has-none')!.noticed.map(({ what }) => what);
  expect(kinds.filter((what) => what !== 'main-checkout')).toEqual([]);
});

it('keeps the work of each as it left it, and trunk as it was', async () => {
  const { git, root, storygate } = site.repository;
  expect(await git('show', 'story/has-none:README.md')).toContain('better');
  expect(await git('log', '-1', '--format=%s', 'story/skips-hooks')).toBe('Skip the hooks');
  expect(await git('rev-parse', 'main')).toBe(site.trunk);
  expect(await must('git', ['symbolic-ref', 'HEAD'], { cwd: root })).toBe('refs/heads/main');
  expect((await storygate('audit')).exitCode).toBe(0);
});
