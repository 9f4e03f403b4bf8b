import fc from 'fast-check';
import { PROJECTS, type Project } from './projects';

/** What a story changes. */
export type StoryPlan =
  | { readonly kind: 'disjoint' | 'red' | 'flaky'; readonly project: Project }
  | { readonly kind: 'document' }
  /** Changes the same line as every other of its kind. */
  | { readonly kind: 'conflicting' }
  /** Red only where the other half is too. */
  | { readonly kind: 'left' | 'right' };

/** What can happen to a story's branch or its place in the queue; `story` counts from 0. */
export type Tampering =
  | { readonly do: 'amend' | 'reset' | 'drop'; readonly story: number }
  | { readonly do: 'queue'; readonly story: number; readonly priority: number };

/** What can happen to the workspace. */
export type Incident =
  | Tampering
  /** Somebody else lands a proven commit, or gets one in that nothing proves. */
  | { readonly do: 'prove' | 'sneak' }
  /** Lands what is queued; at that call of git, it is killed or something else happens. */
  | { readonly do: 'land'; readonly call: number; readonly then: 'nothing' | 'kill' | Tampering };

/** Stories, and what happens to them. */
export interface Scenario {
  readonly stories: readonly StoryPlan[];
  readonly incidents: readonly Incident[];
}

const project = fc.constantFrom(...PROJECTS);

const storyPlan: fc.Arbitrary<StoryPlan> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('disjoint' as const), project }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('red', 'flaky'), project }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('document' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('conflicting' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('left', 'right') }) },
);

const tampering = (story: fc.Arbitrary<number>): fc.Arbitrary<Tampering> =>
  fc.oneof(
    fc.record({ do: fc.constantFrom('amend', 'reset', 'drop'), story }),
    fc.record({
      do: fc.constant('queue' as const),
      story,
      priority: fc.integer({ min: -1, max: 1 }),
    }),
  );

const land = (story: fc.Arbitrary<number>): fc.Arbitrary<Incident> =>
  fc.record({
    do: fc.constant('land' as const),
    call: fc.integer({ min: 1, max: 90 }),
    then: fc.oneof(
      { weight: 1, arbitrary: fc.constant('nothing' as const) },
      { weight: 3, arbitrary: fc.constant('kill' as const) },
      { weight: 2, arbitrary: tampering(story) },
    ),
  });

/** Random scenarios in which every story is queued at least once. */
export const scenarios: fc.Arbitrary<Scenario> = fc
  .array(storyPlan, { minLength: 4, maxLength: 7 })
  .chain((stories) => {
    const story = fc.integer({ min: 0, max: stories.length - 1 });
    const incident = fc.oneof(
      { weight: 3, arbitrary: tampering(story) },
      { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('prove', 'sneak') }) },
      { weight: 3, arbitrary: land(story) },
    );
    const queued: fc.Arbitrary<Incident[]> = fc.shuffledSubarray(
      stories.map((_, index) => ({ do: 'queue' as const, story: index, priority: 0 })),
      { minLength: stories.length },
    );
    return fc
      .tuple(queued, fc.array(incident, { minLength: 3, maxLength: 7 }))
      .map(([first, then]) => ({ stories, incidents: [...first, ...then] }));
  });
