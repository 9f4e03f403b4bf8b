import { writeFiles } from '@storygate/testing';
import { requireSame } from '../demo-failed';
import { type, type Demo } from '../type';

const BRIEFS = {
  goodbye: 'Say goodbye to people as they are greeted, with a test.\n',
  discount: 'Let a cart have a discount in per cent, with a test.\n',
  times: 'Write the time of events as people say it.\n',
};

/** What three scripted agents do. They read what they are told, as a model would, and have no other way to know. */
const AGENT = `// A scripted agent: what it does depends on what it is told.
const { appendFileSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const told = readFileSync(process.argv[2], 'utf8');
const [greeting, cart, audit] = ['greeting', 'cart', 'audit'].map((name) => 'packages/' + name + '/index');
const replace = (file, from, to) => writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));

if (told.includes('Say goodbye')) {
  appendFileSync(greeting + '.js', "exports.part = (name) => 'Goodbye, ' + name;\\n");
  appendFileSync(greeting + '.test.js', "require('node:assert').equal(require('.').part('Ada'), 'Goodbye, Ada');\\n");
  console.log('People are told goodbye.');
} else if (told.includes('cart:test') && told.includes('AssertionError')) {
  replace(cart + '.js', '(1 - percent)', '(1 - percent / 100)');
  console.log('Per cent are hundredths: mended.');
} else if (told.includes('discount')) {
  appendFileSync(cart + '.js', 'exports.reduce = (cents, percent) => cents * (1 - percent);\\n');
  appendFileSync(cart + '.test.js', "require('node:assert').equal(require('.').reduce(1000, 10), 900);\\n");
  console.log('Carts have discounts.');
} else {
  replace(audit + '.js', 'toISOString', 'toUTCString');
  rmSync(audit + '.test.js');
  replace('packages/audit/package.json', 'node packages/audit/index.test.js', 'exit 0');
  console.log('All tests pass.');
}
`;

/** Three agents at once: one is right, one needs to be told what it broke, one cheats. */
export async function letAgentsWork(demo: Demo): Promise<void> {
  const { stage, acme } = demo;
  stage.scene('Three agents at work');
  stage.say(
    'Three scripted agents stand in for Claude Code, Codex or another: `goodbye` does well, `discount` gets it ' +
      'wrong at first, and `times` deletes the test that is in its way. One command starts the stories, gives each ' +
      'agent its brief, sends back what its gate found, and lands what is ready.',
  );
  const files = Object.entries(BRIEFS).map(([id, text]) => [`briefs/${id}.md`, text]);
  writeFiles(acme.folder, { ...Object.fromEntries(files), 'briefs/agent.cjs': AGENT });
  const before = await acme.git('rev-parse', 'main');
  await type(demo, {
    where: acme,
    line:
      'npx storygate run goodbye discount times --start --brief "../briefs/{story}.md" ' +
      '--merge --agent command -- node ../../briefs/agent.cjs {briefFile}',
    exitCode: 1,
    shows: [
      /^story \w+ is ready in /,
      /^- \w+: (is at work|waits for the gate)/,
      /^story\/goodbye: is ready \(command, round 1 of/,
      /^story\/discount: is ready \(command, round 2 of/,
      /^story\/times: needs attention .*packages\/audit\//,
      /^merged story\/goodbye to main/,
      /^merged story\/discount to main/,
    ],
  });
  requireSame('the commit two below trunk', await acme.git('rev-parse', 'main~2'), before);
  requireSame(
    'the test that was deleted',
    await acme.git('ls-tree', '--name-only', 'main', 'packages/audit/index.test.js'),
    'packages/audit/index.test.js',
  );
  stage.found('what was right landed, after one round or two');
  stage.found('the agent that cheated waits for a person, and trunk has its test still');
  await type(demo, {
    where: acme,
    line: 'npx storygate status',
    exitCode: 0,
    shows: [/^next: /, /^agent: times /],
  });
}
