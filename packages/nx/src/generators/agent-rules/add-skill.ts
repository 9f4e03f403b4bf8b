import type { Tree } from '@nx/devkit';
import type { AgentsSectionNames } from '../init/agents-section';
import { MARKERS } from '../init/add-agents-section';
import { withMarkedSection } from '../init/marked-section';
import { SKILL_FILES, SKILL_HEAD, skillBody } from './skill';

/** Writes the skill where agents look for one; of a file that is there, only what is between the markers changes. */
export function addSkill(tree: Tree, names: AgentsSectionNames): void {
  for (const file of SKILL_FILES) {
    const before = tree.read(file, 'utf-8');
    const after = withMarkedSection(before ?? SKILL_HEAD, skillBody(names), MARKERS);
    if (after !== before) tree.write(file, after);
  }
}
