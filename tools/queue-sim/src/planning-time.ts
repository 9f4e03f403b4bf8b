import { planLanding, type ChainFacts } from '@storygate/core/landing/plan-landing';
import { randomOf } from './random';
import { makeStories } from './workload';
import { makeWorkspace } from './workspace';

const ROUNDS = 20;

/** Milliseconds that one plan takes for a chain of a thousand stories of which a hundred prefixes were gated: the median. */
export function timePlanning(): number {
  const facts = makeFacts();
  const times = Array.from({ length: ROUNDS }, () => {
    const started = performance.now();
    planLanding(facts);
    return performance.now() - started;
  });
  return times.sort((a, b) => a - b)[ROUNDS / 2] ?? NaN;
}

function makeFacts(): ChainFacts {
  const stories = makeStories(1, makeWorkspace(1), {
    stories: 1000,
    ...{ failures: 0, flakes: 0, conflicts: 0, clashes: 0, mended: 0 },
    arrivals: 'burst',
    touch: 'mixed',
  });
  const random = randomOf(1, 'runs');
  const covers = new Set(stories.flatMap(({ affects }) => affects.map(String)));
  const runs = Array.from({ length: 100 }, () => {
    const end = 1 + Math.floor(random() * stories.length);
    const to = `c${end}`;
    return { from: 'trunk', to, result: 'passed' as const, covers, blamed: [], onTrunk: null };
  });
  const chain = stories.map(({ touches, affects }, index) => ({
    story: String(index),
    commit: `c${index + 1}`,
    attested: false,
    reach: { touches: new Set(touches.map(String)), affects: new Set(affects.map(String)) },
  }));
  return { trunk: 'trunk', verify: 'every-commit', upTo: 'land', chain, runs };
}
