import type { ChainFacts, LandingAction } from '../plan-landing';
import { carryOut, factsOf, gate, record, settle, type Event, type Queue } from './queue';
import { nameOf } from './world';

/** Decides the next step, as `planLanding` does. */
export type Planner = (facts: ChainFacts) => LandingAction;

/** Something that befalls the queue or trunk from outside, before one of the planner's steps. */
export interface Incident {
  readonly before: number;
  /**
   * A story joins the queue at its end or its head, or leaves it; it comes onto trunk past the queue; it is gated on
   * trunk ahead of time, perhaps red at first by a flaky task; or the process dies in the next landing.
   */
  readonly kind: 'enqueue' | 'prefer' | 'drop' | 'push' | 'prove' | 'prove-flaky' | 'die';
  readonly story: string;
}

/** A queue of stories for a planner to work through. */
export interface Case extends Pick<Queue, 'world' | 'verify' | 'upTo' | 'batch'> {
  readonly queue: readonly string[];
  readonly incidents: readonly Incident[];
}

/** What came of a queue. */
export interface History {
  readonly events: readonly Event[];
  /** Whether every story ended, or where nothing is to land the whole chain is proven. If not, trunk was red, or the planner would have gone on for ever. */
  readonly ended: boolean;
  /** How many chains the planner met: a landing, an ejection or an incident makes another. */
  readonly chains: number;
}

/** More steps than any of these queues may take. */
const FOR_EVER = 400;

/** Works a queue off as the loop around the planner does, with gates that answer from the world's truth. */
export function drive(plan: Planner, { world, verify, upTo, batch, ...work }: Case): History {
  const lastIncident = Math.max(-1, ...work.incidents.map(({ before }) => before));
  const chains = new Set<string>();
  const nothing = { trunk: [], runs: [], attested: [], dies: false, events: [] };
  let queue: Queue = { world, verify, upTo, batch, waiting: work.queue, ...nothing };
  for (let step = 0; step < FOR_EVER; step++) {
    for (const incident of work.incidents)
      if (incident.before === step) queue = befall(queue, incident);
    const facts = factsOf(queue);
    chains.add([facts.trunk, ...facts.chain.map(({ commit }) => commit)].join());
    const action = plan(facts);
    queue = carryOut(queue, action);
    if (action.do === 'land' && upTo === 'prove') {
      const proven = action.proofs.length === facts.chain.length;
      return { events: queue.events, ended: proven, chains: chains.size };
    }
    if (action.do === 'halt' || (action.do === 'nothing' && step >= lastIncident)) break;
  }
  return { events: queue.events, ended: queue.waiting.length === 0, chains: chains.size };
}

function befall(queue: Queue, { kind, story }: Incident): Queue {
  const isWaiting = queue.waiting.includes(story);
  const isNew = !isWaiting && !queue.trunk.includes(story);
  switch (kind) {
    case 'enqueue':
      return isNew ? wait(queue, [...queue.waiting, story]) : queue;
    case 'prefer':
      return isNew ? wait(queue, [story, ...queue.waiting]) : queue;
    case 'drop':
      return settle(queue, (other) => other !== story);
    case 'push': {
      if (!isNew) return queue;
      const trunk = [...queue.trunk, story];
      return record(wait({ ...queue, trunk }, queue.waiting), { kind: 'push', trunk });
    }
    case 'prove':
    case 'prove-flaky':
      return isWaiting ? prove(queue, { kind, story }) : queue;
    case 'die':
      return { ...queue, dies: true };
  }
}

function wait(queue: Queue, waiting: readonly string[]): Queue {
  return settle({ ...queue, waiting }, () => true);
}

function prove(queue: Queue, { kind, story }: Pick<Incident, 'kind' | 'story'>): Queue {
  const run = gate(queue, queue.trunk, [...queue.trunk, story]);
  if (run.result !== 'passed') return { ...queue, runs: [...queue.runs, run] };
  const attested = [...queue.attested, nameOf([...queue.trunk, story])];
  const blamed = [...run.covers].slice(0, 1);
  const first = kind === 'prove-flaky' ? [{ ...run, result: 'failed' as const, blamed }] : [];
  return { ...queue, attested, runs: [...queue.runs, ...first, run] };
}
