import type { StorygateEvent } from '@storygate/core/events/events';

const PLAN_WORDS = {
  gate: 'gate',
  land: 'land',
  eject: 'send back',
  halt: '',
  nothing: '',
} as const;

/** Who is in the chain and what comes next, and who waits behind it; no line where one story goes its way alone. */
export function describePlan({
  chain,
  waiting,
  next,
}: Extract<StorygateEvent, { type: 'planned' }>): string[] {
  if (chain.length < 2 && waiting.length === 0) return [];
  const step =
    next.stories.length === 0 ? '' : `; next: ${PLAN_WORDS[next.do]} ${next.stories.join(', ')}`;
  return [
    `chain: ${chain.join(', ')}${step}`,
    ...(waiting.length === 0 ? [] : [`waiting: ${waiting.join(', ')}`]),
  ];
}
