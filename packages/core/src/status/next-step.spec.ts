import type { AgentState } from '../agents/agent-record';
import type { Noticed } from '../agents/noticed';
import type { OutcomeKind } from '../landing/outcome';
import { parseCommitSha } from '../names/object-id';
import { parseStoryId } from '../names/story-id';
import type { Result } from '../queue/result';
import { nextStep, type NextStep, type Situation } from './next-step';
import type { StoryStatus } from './read-status';

const HEAD = parseCommitSha('a'.repeat(40));
const OTHER = parseCommitSha('b'.repeat(40));
const EARLY = '2026-01-01T10:00:00.000Z';
const LATE = '2026-01-01T11:00:00.000Z';
const PASSED = { result: 'passed', tree: '', at: EARLY };

function story(id: string, more: Partial<StoryStatus> = {}): StoryStatus {
  return {
    ...{ id: parseStoryId(id), title: null, branch: `story/${id}`, path: `/${id}`, head: HEAD },
    ...{ ahead: 1, behind: 0, dirty: false, landed: false, gate: null, ports: null },
    ...{ tests: null, collidesWith: [], agent: null },
    ...more,
  };
}

function agent(state: AgentState, more: Partial<StoryStatus['agent'] & object> = {}) {
  const ended = state === 'working' || state === 'gating' ? null : EARLY;
  return {
    agent: {
      ...{ agent: 'codex', state, reason: `it is ${state}`, round: 1, mostRounds: 5 },
      ...{ startedAt: EARLY, endedAt: ended, head: HEAD, folder: '/agents/1' },
      noticed: [],
      ...more,
    },
  };
}

const result = (outcome: OutcomeKind, more: Partial<Result> = {}) =>
  ({ outcome, head: HEAD, at: EARLY, ...more }) as Result;

function ask(
  stories: readonly StoryStatus[],
  more: Partial<Situation> & { readonly last?: Readonly<Record<string, Result>> } = {},
): NextStep {
  return nextStep({
    ...{ stories, halt: null, pause: null, queued: new Set<string>() },
    results: new Map(Object.entries(more.last ?? {})),
    ...more,
  });
}

const ATTENTION = story('asks', agent('needs-attention'));
const REJECTED = story('sent-back');
const STUCK = story('stuck', agent('stuck'));
const noticed = (...what: readonly Noticed['what'][]) => ({
  noticed: what.map((one) => ({ what: one, names: ['x'] })),
});
const APPROVE = story('governs', {
  ...agent('needs-attention', noticed('governing', 'refused')),
  gate: PASSED,
});
const READY = story('ready', { ...agent('ready'), gate: PASSED });
const CART = story('cart', {
  collidesWith: [{ story: parseStoryId('login'), files: ['a.txt'], uncommitted: [], projects: [] }],
});
const LOGIN = story('login');
const AT_WORK = story('busy', agent('working'));

/** The most urgent first. */
const ALL = [ATTENTION, REJECTED, STUCK, APPROVE, READY, CART, LOGIN, AT_WORK];
const last = { 'sent-back': result('gate-failed') };
const halt = { kind: 'trunk-red' as const, tasks: ['shop:test'] };

it('names what keeps everything from landing before all else', () => {
  expect(ask(ALL, { last, halt })).toEqual({ kind: 'halted', stories: [], halt });
  const pause = { at: null, by: null, reason: null };
  expect(ask(ALL, { last, halt, pause })).toMatchObject({ halt });
  expect(ask(ALL, { last, halt, pause, queued: new Set(['ready']) })).toEqual({
    ...{ kind: 'halted', stories: ['ready'] },
    halt: { kind: 'paused', pause },
  });
});

it.each([
  [0, { kind: 'needs-attention', stories: ['asks'], agent: { state: 'needs-attention' } }],
  [1, { kind: 'rejected', stories: ['sent-back'], outcome: 'gate-failed' }],
  [2, { kind: 'stuck', stories: ['stuck'], agent: { agent: 'codex', reason: 'it is stuck' } }],
  [3, { kind: 'approve', stories: ['governs'] }],
  [4, { kind: 'land', stories: ['ready'] }],
  [5, { kind: 'collision', stories: ['cart', 'login'], files: ['a.txt'] }],
  [6, { kind: 'at-work', stories: ['busy'] }],
  [8, { kind: 'nothing', stories: [] }],
])('without the %i most urgent, names the next', (gone, next) => {
  expect(ask(ALL.slice(gone), { last })).toMatchObject(next);
});

it.each<[StoryStatus, Result | null, NextStep['kind']]>([
  // What is said of another commit counts no more.
  [story('x', agent('needs-attention', { head: OTHER })), null, 'nothing'],
  // A green gate says nothing where there are fewer tests, or trunk itself is not proven.
  [
    story('x', { ...agent('needs-attention', noticed('governing', 'tests')), gate: PASSED }),
    null,
    'needs-attention',
  ],
  [
    story('x', { ...agent('needs-attention', noticed('trunk')), gate: PASSED }),
    null,
    'needs-attention',
  ],
  [story('x'), result('gate-failed', { head: OTHER }), 'nothing'],
  // The later word counts.
  [
    story('x', agent('needs-attention', { endedAt: LATE })),
    result('gate-failed'),
    'needs-attention',
  ],
  [story('x', agent('stuck')), result('gate-failed', { at: LATE }), 'rejected'],
  [
    story('x', { ...agent('ready', { endedAt: LATE }), gate: PASSED }),
    result('conflicted'),
    'rejected',
  ],
  [story('x'), result('needs-approval'), 'approve'],
  [story('x'), result('merged'), 'nothing'],
  [story('x'), result('trunk-moved'), 'nothing'],
  [story('x', { gate: PASSED }), null, 'land'],
  [story('x', { gate: PASSED, dirty: true }), null, 'nothing'],
  [story('x', { gate: PASSED, ahead: 0 }), null, 'nothing'],
  [story('x', { gate: { ...PASSED, result: 'failed' } }), null, 'nothing'],
  [story('x', { ...agent('stuck'), gate: PASSED }), null, 'land'],
  [story('x', { ...agent('needs-attention'), landed: true }), null, 'nothing'],
  [story('x', agent('gating')), result('gate-failed'), 'at-work'],
  [story('x', agent('out-of-rounds')), null, 'stuck'],
  [story('x', agent('out-of-time')), null, 'stuck'],
  [story('x', agent('failed')), null, 'stuck'],
  [story('x', agent('interrupted')), null, 'stuck'],
  [story('x', agent('stopped')), null, 'nothing'],
])('%#', (one, result, kind) => {
  expect(ask([one], { last: result === null ? {} : { x: result } }).kind).toBe(kind);
});

it('leaves alone what waits to land, and names all that a step is about', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((id) => story(id, { gate: PASSED }));
  expect(ask([a!, b!, c!], { queued: new Set(['b']) })).toEqual({
    kind: 'land',
    stories: ['a', 'c'],
  });
  expect(ask([b!], { queued: new Set(['b']) })).toEqual({ kind: 'queued', stories: ['b'] });
});
