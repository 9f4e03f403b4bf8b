// What arrives at once: eight stories, each of which adds one file to one project.
import { AREAS } from './projects.mjs';

const own = (area) => ({ id: `improve-${area}`, project: `${area}-logic`, broken: false });
const shared = (area) => ({ id: `tune-${area}`, project: 'catalog-data', broken: false });

/** Which story is the red one. */
const RED = 4;

export const BURSTS = {
  /** Each affects two projects of its own area. */
  disjoint: AREAS.map(own),
  /** Every second one affects the same three projects. */
  half: AREAS.map((area, index) => (index % 2 === 0 ? own(area) : shared(area))),
  /** All affect the same three projects. */
  overlapping: AREAS.map(shared),
  /** As disjoint, but one story's suites are red. */
  red: AREAS.map((area, index) => ({ ...own(area), broken: index === RED })),
};

/** The story's work, committed in its worktree. */
export async function workOn(checkout, { id, project, broken }) {
  checkout.write({
    [`packages/${project}/${id}.js`]: `exports.story = '${broken ? 'broken' : id}';\n`,
  });
  await checkout.git('add', '--all');
  await checkout.git('commit', '--quiet', '--no-verify', '-m', `Work on ${project} for ${id}`);
}
