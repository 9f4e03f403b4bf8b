import { requireSame } from '../demo-failed';
import { type, type Demo } from '../type';

/** The green story lands: gated once more on the very tree that trunk gets. */
export async function landGreen(demo: Demo): Promise<void> {
  const { stage, acme } = demo;
  const login = acme.story('login');
  const before = await acme.git('rev-parse', 'main');
  stage.scene('The green story lands');
  stage.say('Its tree was gated and did not change since, so its push passes at once:');
  await type(demo, {
    where: login,
    line: 'git push origin story/login',
    exitCode: 0,
    shows: [/^story\/login is green/, /new branch/],
  });
  stage.say(
    'Landing gates again, on the tree that trunk would have: in a clone of its own, where nobody works. ' +
      'Only then does trunk move, to exactly that commit, and the proof goes into the ledger.',
  );
  await type(demo, {
    where: acme,
    line: 'npx nx merge trunk --story=login',
    exitCode: 0,
    shows: [/^- /, /^merged story\/login to main/],
  });
  const independent = await acme.git('merge-tree', '--write-tree', before, 'story/login');
  requireSame('the tree on trunk', await acme.git('rev-parse', 'main^{tree}'), independent);
  requireSame('the parent of the landed commit', await acme.git('rev-parse', 'main^'), before);
  requireSame('git status of the main checkout', await acme.git('status', '--porcelain'), '');
  stage.found("trunk's tree is the merge of both, made independently with `git merge-tree`");
  stage.found('the main checkout came along, and is clean');
}
