import fc from 'fast-check';
import type { StoryId } from '../names/story-id';
import { planMeetings, type StoryPaths } from './plan-meetings';

const paths = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd/e'), { maxLength: 3 });
const stories: fc.Arbitrary<StoryPaths[]> = fc
  .array(fc.record({ committed: paths, uncommitted: paths }), { maxLength: 5 })
  .map((drawn) => drawn.map((each, at) => ({ ...each, story: `s${at}` as StoryId })));

describe('planMeetings', () => {
  it('pairs exactly the stories that change a common path, each pair once', () => {
    fc.assert(
      fc.property(stories, (drawn) => {
        const expected = drawn.flatMap((one, at) =>
          drawn.slice(at + 1).flatMap((other) => {
            const all = ({ committed, uncommitted }: StoryPaths) => [...committed, ...uncommitted];
            const common = [...new Set(all(one))].filter((path) => all(other).includes(path));
            if (common.length === 0) return [];
            return [
              {
                stories: [one.story, other.story],
                committed: common.filter((path) =>
                  [one, other].every(({ committed }) => committed.includes(path)),
                ),
                uncommitted: common.filter((path) =>
                  [one, other].some(({ uncommitted }) => uncommitted.includes(path)),
                ),
              },
            ];
          }),
        );
        const sorted = planMeetings(drawn)
          .map((meeting) => ({
            ...meeting,
            committed: meeting.committed.toSorted(),
            uncommitted: meeting.uncommitted.toSorted(),
          }))
          .sort((a, b) => (a.stories.join(' ') < b.stories.join(' ') ? -1 : 1));
        for (const meeting of expected) {
          meeting.committed.sort();
          meeting.uncommitted.sort();
        }
        expect(sorted).toEqual(expected);
      }),
    );
  });
});
