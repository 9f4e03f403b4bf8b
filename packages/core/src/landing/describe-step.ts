import { unreachable } from '../errors/unreachable';
import type { StorygateEvent } from '../events/events';
import type { PinnedStory } from './candidate-of';
import type { LandingAction, Link } from './plan-landing';

/** What whoever watches is told of the planner's step: the chain, who waits behind it, and who the step is about. */
export function describeStep(
  links: readonly Link[],
  stories: readonly PinnedStory[],
  action: LandingAction,
): StorygateEvent {
  const chain = links.map(({ story }) => story);
  const waiting = stories.map(({ id }) => id).filter((id) => !chain.includes(id));
  const next = { do: action.do, stories: storiesOf(action, chain) };
  return { type: 'planned', chain, waiting, next };
}

function storiesOf(action: LandingAction, chain: readonly string[]): readonly string[] {
  switch (action.do) {
    case 'gate':
      return chain.slice(action.from, action.to);
    case 'eject':
      return action.ejections.map(({ link }) => chain[link] ?? '');
    case 'land':
      return chain.slice(0, action.proofs.length);
    case 'halt':
    case 'nothing':
      return [];
    default:
      return unreachable(action, 'action');
  }
}
