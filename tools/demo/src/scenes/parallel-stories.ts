import { requireSame } from '../demo-failed';
import { edit, type, typeTogether, type Demo } from '../type';

/** Two stories, started by two processes at once. */
export async function startStories(demo: Demo): Promise<void> {
  const { stage, acme } = demo;
  stage.scene('Two stories, started at the same time');
  stage.say(
    'A story is one piece of work: a branch in a worktree of its own, with its own dependencies, ' +
      'where a person or an agent works without meeting anyone. Here are two, from two terminals at once.',
  );
  const shows = [/^story \w+ is ready/, /^ {2}(branch|worktree|dependencies|ports) /];
  await typeTogether(demo, [
    { where: acme, line: 'npx nx g story login --title "Log in by name"', exitCode: 0, shows },
    { where: acme, line: 'npx nx g story dates --title "Dates for people"', exitCode: 0, shows },
  ]);
  for (const id of ['login', 'dates']) {
    const story = acme.story(id);
    requireSame(
      `the branch in ${story.root}`,
      await story.git('branch', '--show-current'),
      `story/${id}`,
    );
  }
  requireSame('git status of the main checkout', await acme.git('status', '--porcelain'), '');
  stage.found('both are ready, and the main checkout was not touched');
}

/** Work in both: one change is good, one breaks a test. */
export async function work(demo: Demo): Promise<void> {
  const { stage, acme } = demo;
  const [login, dates] = [acme.story('login'), acme.story('dates')];
  stage.scene('Work in both');
  stage.say('In `login`, the greeting learns to say who logged in, with a test for it:');
  await edit(demo, login, () => {
    login.write({
      'packages/greeting/index.js':
        login.read('packages/greeting/index.js') +
        "exports.welcome = (name) => exports.greet(name) + '. You are logged in.';\n",
      'packages/greeting/index.test.js':
        login.read('packages/greeting/index.test.js') +
        "require('node:assert').match(require('.').welcome('Ada'), /logged/);\n",
    });
  });
  stage.say('In `dates`, the audit library writes dates for people, and its test is forgotten:');
  await edit(demo, dates, () => {
    dates.edit('packages/audit/index.js', 'at.toISOString()', 'at.toUTCString()');
  });
  for (const [where, line, subject] of [
    [login, 'git commit -am "Say who logged in"', /Say who logged in/],
    [dates, 'git commit -am "Write dates for people"', /Write dates/],
  ] as const) {
    await type(demo, { where, line, exitCode: 0, shows: [subject] });
  }
}

/** Both gates at the same time: only what each story affects runs. */
export async function gateStories(demo: Demo): Promise<void> {
  const { stage, acme } = demo;
  stage.scene('Two gates, run at the same time');
  stage.say(
    'The gate of a story is what its change affects, and nothing else: one project of four in each. ' +
      'Nx runs the checks; Storygate records each run.',
  );
  await typeTogether(demo, [
    {
      where: acme.story('login'),
      line: 'npx nx affected -t gate',
      exitCode: 0,
      shows: [/nx run @acme\/greeting:(lint|test|build)$/, /Successfully ran target gate/],
    },
    {
      where: acme.story('dates'),
      line: 'npx nx affected -t gate',
      exitCode: 'red',
      shows: [/^AssertionError/, /^Failed tasks:$/, /^- @acme\/audit:test$/],
    },
  ]);
  await type(demo, {
    where: acme,
    line: 'npx storygate status',
    exitCode: 0,
    shows: [/^trunk main/, /^story /, /^dates .* failed /, /^login .* passed /],
  });
}
