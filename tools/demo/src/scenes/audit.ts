import { requireSame } from '../demo-failed';
import { type, type Demo } from '../type';

/** The ledger accounts for every commit, and for what went past it. */
export async function audit(demo: Demo): Promise<void> {
  const { stage, acme } = demo;
  stage.scene('The ledger is audited');
  stage.say(
    'Each commit that landed has a signed attestation in the ledger. The audit holds one against the other:',
  );
  await type(demo, {
    where: acme,
    line: 'npx storygate audit',
    exitCode: 0,
    shows: [/^commits of main since \w+: 4, every one attested$/],
  });
  stage.say('So trunk may be pushed:');
  await type(demo, {
    where: acme,
    line: 'git push origin main',
    exitCode: 0,
    shows: [/main -> main/],
  });

  stage.say(
    'Somebody is in a hurry, and commits on trunk. Git itself refuses, --no-verify or not:',
  );
  acme.write({ 'packages/greeting/hurry.js': 'exports.hurry = true;\n' });
  const landed = await acme.git('rev-parse', 'main');
  await type(demo, {
    where: acme,
    line: 'git add packages && git commit --no-verify -m "Just this once"',
    exitCode: 128,
    shows: [/^error: main may not change: .*\[TRUNK_PROTECTED\]/, /^hint: nothing is lost/],
  });
  requireSame('trunk', await acme.git('rev-parse', 'main'), landed);
  stage.say(
    'So the hooks are switched off. Nothing stops that on a machine of their own; it does not stay hidden:',
  );
  await type(demo, {
    where: acme,
    line: 'git -c core.hooksPath=/dev/null commit -m "Just this once"',
    exitCode: 0,
    shows: [/Just this once/],
  });
  const sneaked = (await acme.git('rev-parse', 'HEAD')).slice(0, 10);
  await type(demo, {
    where: acme,
    line: 'npx storygate audit',
    exitCode: 1,
    shows: [
      /^error: 1 of 5 .*\[UNATTESTED\]/,
      new RegExp(`^ {2}${sneaked} Just this once`),
      /^hint: /,
    ],
  });
  const remote = acme.at(acme.remote);
  const before = await remote.git('rev-parse', 'main');
  await type(demo, {
    where: acme,
    line: 'git push origin main',
    exitCode: 1,
    shows: [/^error: cannot push main.*\[TRUNK_REFUSED\]/],
  });
  requireSame('trunk of the remote', await remote.git('rev-parse', 'main'), before);
  stage.found('the audit names that commit, and the push of it is refused');
}
