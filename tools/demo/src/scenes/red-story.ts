import { requireSame } from '../demo-failed';
import { type, type Demo } from '../type';

/** The red story tries every way that is offered, and git's own. */
export async function refuseRed(demo: Demo): Promise<void> {
  const { stage, acme } = demo;
  const dates = acme.story('dates');
  const remote = acme.at(acme.remote);
  const trunk = await acme.git('rev-parse', 'main');
  stage.scene('The red story is refused, whichever way it tries');
  stage.say('Its gate has refused it already. So it asks to land, as if it were green:');
  await type(demo, {
    where: acme,
    line: 'npx nx merge trunk --story=dates',
    exitCode: 1,
    shows: [/^error: .*\[GATE_FAILED\]/, /^hint: /, /^main is where it was/],
  });
  stage.say(
    'It pushes its branch. Git runs the pre-push hook, which gates the commit that is pushed:',
  );
  await type(demo, {
    where: dates,
    line: 'git push origin story/dates',
    exitCode: 1,
    shows: [/^error: cannot push .*\[GATE_FAILED\]/, /^hint: /],
  });
  stage.say('It pushes straight to trunk:');
  await type(demo, {
    where: dates,
    line: 'git push origin HEAD:main',
    exitCode: 1,
    shows: [/^error: cannot push main.*\[TRUNK_REFUSED\]/, /^hint: land work/],
  });
  requireSame('trunk', await acme.git('rev-parse', 'main'), trunk);
  requireSame('trunk of the remote', await remote.git('rev-parse', 'main'), trunk);
  requireSame('story branches of the remote', await remote.git('branch', '--list', 'story/*'), '');
  stage.found('trunk is where it was, here and in the remote repository');
  stage.found('the branch reached neither');
}
