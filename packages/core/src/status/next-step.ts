import { goesOn, type AgentState } from '../agents/agent-record';
import { isDoubt } from '../agents/noticed';
import type { TrunkHalt } from '../landing/kept-halt';
import type { OutcomeKind } from '../landing/outcome';
import type { StoryId } from '../names/story-id';
import type { Pause } from '../queue/pause';
import type { Result } from '../queue/result';
import type { AgentStatus, StoryStatus } from './read-status';

/** What is known when the director asks what to do. */
export interface Situation {
  readonly stories: readonly StoryStatus[];
  /** What keeps everything from landing. */
  readonly halt: TrunkHalt | null;
  readonly pause: Pause | null;
  /** The stories that wait to land. */
  readonly queued: ReadonlySet<string>;
  /** How the last landing of each story ended. */
  readonly results: ReadonlyMap<string, Result>;
}

/** The first thing that waits for the director, with every story that it is true of, the first one being meant. */
export type NextStep =
  | { readonly kind: 'halted'; readonly stories: Stories; readonly halt: TrunkHalt | Paused }
  | { readonly kind: 'needs-attention' | 'stuck'; readonly stories: Named; readonly agent: Ended }
  | { readonly kind: 'rejected'; readonly stories: Named; readonly outcome: OutcomeKind }
  | { readonly kind: 'approve' | 'land'; readonly stories: Named }
  | {
      readonly kind: 'collision';
      readonly stories: Named;
      readonly branches: readonly [string, string];
      readonly files: readonly string[];
    }
  /** Agents are at work, and no more; or stories wait to land, and no more. */
  | { readonly kind: 'at-work' | 'queued'; readonly stories: Named }
  | { readonly kind: 'nothing'; readonly stories: readonly [] };

type Stories = readonly StoryId[];
type Named = readonly [StoryId, ...StoryId[]];
type Ended = Pick<AgentStatus, 'agent' | 'state' | 'reason'>;
interface Paused {
  readonly kind: 'paused';
  readonly pause: Pause;
}

/**
 * What the director should do next, the most urgent first: what keeps everything from landing; agents that need a person;
 * stories that were sent back; agents that came to no end; what wants an approval; what can land; what collides.
 */
export function nextStep(situation: Situation): NextStep {
  const { stories, halt, pause, queued } = situation;
  const waiting = stories.filter(({ id }) => queued.has(id));
  if (pause !== null && waiting.length > 0)
    return { kind: 'halted', stories: idsOf(waiting), halt: { kind: 'paused', pause } };
  if (halt !== null) return { kind: 'halted', stories: idsOf(waiting), halt };
  // What is at work, waits or has landed waits for nobody.
  const mine = stories.filter((story) => isWithDirector(story, queued));
  for (const kind of ['needs-attention', 'rejected', 'stuck', 'approve', 'land'] as const) {
    const [first, ...others] = mine.filter((story) => matterOf(story, situation) === kind);
    if (first !== undefined) return stepOf(kind, first, [first.id, ...idsOf(others)], situation);
  }
  return collisionOf(mine) ?? restOf(stories, queued);
}

function isWithDirector({ id, landed, agent }: StoryStatus, queued: ReadonlySet<string>): boolean {
  return !landed && !queued.has(id) && (agent === null || !goesOn(agent));
}

/** The ends of an agent's run that a person has to look into; one that was stopped, somebody looks after. */
const STUCK: readonly AgentState[] = [
  'stuck',
  'out-of-rounds',
  'out-of-time',
  'failed',
  'interrupted',
];

type Matter = 'needs-attention' | 'rejected' | 'stuck' | 'approve' | 'land' | null;

/** What a story waits for the director with. */
function matterOf(story: StoryStatus, { results }: Situation): Matter {
  const result = results.get(story.id);
  const state = stateOf(story);
  const isSince = (story.agent?.endedAt ?? '') > (result?.at ?? '');
  // What is said of another commit is history, and so is what was said before an agent tried to mend it.
  if (result?.head === story.head && !(isSince && state !== 'ready' && state !== null)) {
    if (result.outcome === 'needs-approval') return 'approve';
    if (REJECTED.includes(result.outcome)) return 'rejected';
  }
  const isGreen = story.gate?.result === 'passed' && story.ahead > 0 && !story.dirty;
  if (state === 'needs-attention')
    return isGreen && isOnlyGoverning(story) ? 'approve' : 'needs-attention';
  if (isGreen) return 'land';
  return state !== null && STUCK.includes(state) ? 'stuck' : null;
}

/** Whether an agent whose gate is green needs a person for what governs gates, and for nothing worse. */
function isOnlyGoverning({ agent }: StoryStatus): boolean {
  const doubts = agent?.noticed.filter(isDoubt) ?? [];
  return doubts.length === 1 && doubts[0]?.what === 'governing';
}

const REJECTED: readonly OutcomeKind[] = [
  'conflicted',
  'gate-failed',
  'did-not-run',
  'checks-failed',
];

/** What its agent ended with, as long as nobody committed since. */
function stateOf({ agent, head }: StoryStatus): AgentState | null {
  if (agent === null || (agent.head !== null && agent.head !== head)) return null;
  return agent.state;
}

function stepOf(
  kind: NonNullable<Matter>,
  first: StoryStatus,
  stories: Named,
  { results }: Situation,
): NextStep {
  switch (kind) {
    case 'needs-attention':
    case 'stuck': {
      const { agent = '', state = 'stuck', reason = null } = first.agent ?? {};
      return { kind, stories, agent: { agent, state, reason } };
    }
    case 'rejected':
      return { kind, stories, outcome: results.get(first.id)?.outcome ?? 'gate-failed' };
    case 'approve':
    case 'land':
      return { kind, stories };
  }
}

function collisionOf(stories: readonly StoryStatus[]): NextStep | null {
  for (const { id, branch, collidesWith } of stories) {
    const worst = collidesWith.find(({ files }) => files.length > 0);
    const other = stories.find((story) => story.id === worst?.story);
    if (worst === undefined || other === undefined) continue;
    const { files } = worst;
    return { kind: 'collision', stories: [id, other.id], branches: [branch, other.branch], files };
  }
  return null;
}

function restOf(stories: readonly StoryStatus[], queued: ReadonlySet<string>): NextStep {
  const [busy, ...others] = stories.filter(({ agent }) => agent !== null && goesOn(agent));
  if (busy !== undefined) return { kind: 'at-work', stories: [busy.id, ...idsOf(others)] };
  const [waiting, ...behind] = stories.filter(({ id }) => queued.has(id));
  return waiting === undefined
    ? { kind: 'nothing', stories: [] }
    : { kind: 'queued', stories: [waiting.id, ...idsOf(behind)] };
}

function idsOf(stories: readonly StoryStatus[]): StoryId[] {
  return stories.map(({ id }) => id);
}
