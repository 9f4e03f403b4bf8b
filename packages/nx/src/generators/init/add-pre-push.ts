import type { Tree } from '@nx/devkit';
import { withPrePush } from './pre-push-hook';

const FILE = '.husky/pre-push';

/** Makes the pre-push hook ask Storygate, ahead of whatever else it runs. */
export function addPrePush(tree: Tree): void {
  const before = tree.read(FILE, 'utf-8') ?? '';
  const after = withPrePush(before);
  if (after !== before) tree.write(FILE, after);
}
