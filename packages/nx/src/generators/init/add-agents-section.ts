import type { Tree } from '@nx/devkit';
import { agentsSection, type AgentsSectionNames } from './agents-section';
import { withMarkedSection } from './marked-section';

const FILE = 'AGENTS.md';
/** Enclose what is Storygate's in a file of Markdown. */
export const MARKERS = { start: '<!-- storygate:start -->', end: '<!-- storygate:end -->' };

/** Writes Storygate's section of AGENTS.md; the rest of the file is not touched. */
export function addAgentsSection(tree: Tree, names: AgentsSectionNames): void {
  const before = tree.read(FILE, 'utf-8') ?? '';
  const after = withMarkedSection(before, agentsSection(names), MARKERS);
  if (after !== before) tree.write(FILE, after);
}
