/** A bad habit of coding agents, as a program, and what must come of a run with it in a workspace whose gates never run. */
export interface Habit {
  /** Also the id of the story that it works in. */
  readonly name: string;
  /** CommonJS for Node, in the story's worktree, with what {@link PRELUDE} defines. */
  readonly script: string;
  readonly state: string;
  /** What the reason names. */
  readonly reason: string;
  /** What must have been noticed beside, by kind: a part of a name. A kind that is not named may be another agent's doing. */
  readonly noticed?: Readonly<Record<string, readonly string[]>>;
}

const PRELUDE = `
const fs = require('node:fs');
const { dirname, join } = require('node:path');
const { spawn, spawnSync } = require('node:child_process');
const git = (...args) => {
  const { stdout, stderr } = spawnSync('git', args, { encoding: 'utf8' });
  process.stderr.write(stderr);
  return stdout.trim();
};
const main = dirname(git('rev-parse', '--path-format=absolute', '--git-common-dir'));
const change = () => fs.appendFileSync('README.md', 'better\\n');
`;

const STAYS = `console.log('pid ' + process.pid); setInterval(() => {}, 1e6);`;

/** How many processes are left: in a session of its own, in one whose parent ended, and without the environment. */
export const LEFT = 3;

/** What comes of changed work where no gate is green, after the one round that each gets. */
const RED = { state: 'out-of-rounds', reason: 'not green after 1 rounds' } as const;
const NOTHING = { state: 'stuck', reason: 'it changed nothing' } as const;

/** Each ends by itself. */
export const HABITS: readonly Habit[] = [
  { name: 'has-none', script: 'change();', ...RED },
  {
    name: 'fails',
    script: `console.error('not logged in'); process.exit(3);`,
    state: 'failed',
    reason: 'exit code 3: not logged in',
  },
  {
    name: 'floods',
    script: `const block = Buffer.alloc(1e6, 0xff);
for (let n = 0; n < 22; n++) process.stdout.write(block);`,
    ...NOTHING,
  },
  {
    name: 'leaves-processes',
    script: `const detached = { stdio: ['ignore', 'inherit', 'inherit'], detached: true };
const stays = ${JSON.stringify(STAYS)};
const forksAgain = "require('node:child_process').spawn(process.execPath, ['-e', " + JSON.stringify(stays) + "], " + JSON.stringify(detached) + ").unref()";
let heard = '';
for (const [script, how] of [[stays, { detached: true }], [forksAgain, { detached: true }], [stays, { env: {} }]]) {
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'], ...how });
  child.stdout.on('data', (data) => {
    process.stdout.write(data);
    heard += data;
    if (heard.match(/pid/g).length === ${LEFT}) process.exit();
  });
}`,
    ...NOTHING,
  },
  {
    name: 'works-in-main',
    script: `change(); fs.writeFileSync(join(main, 'mine.txt'), 'here');`,
    ...RED,
    noticed: { 'main-checkout': ['mine.txt'] },
  },
  {
    name: 'skips-hooks',
    script: `fs.writeFileSync('refused.txt', ''); git('add', '.'); git('commit', '--no-verify', '-m', 'Skip the hooks');`,
    ...RED,
  },
  {
    name: 'moves-trunk',
    script: `git('commit', '--allow-empty', '-m', 'Unproven');
git('update-ref', 'refs/heads/main', 'HEAD');
git('branch', '-f', 'main', 'HEAD');
git('push', '.', 'HEAD:main');
git('-C', main, 'commit', '--allow-empty', '-m', 'Unproven too');
git('-C', main, 'reset', '--hard', 'story/moves-trunk');`,
    ...NOTHING,
    noticed: {
      refused: [
        'git update-ref refs/heads/main HEAD',
        'git push (refs/heads/main)',
        'commit --allow-empty -m Unproven too',
        'reset --hard story/moves-trunk',
      ],
    },
  },
  {
    name: 'deletes-a-test',
    script: `fs.rmSync('cart.test.js');`,
    ...RED,
    noticed: { tests: ['cart.test.js'] },
  },
  {
    name: 'changes-gates',
    script: `fs.writeFileSync('nx.json', fs.readFileSync('nx.json', 'utf8') + '\\n');`,
    ...RED,
    noticed: { governing: ['nx.json'] },
  },
  {
    name: 'leaves-a-rebase',
    script: `fs.writeFileSync('README.md', 'one\\n'); git('commit', '-am', 'One');
fs.writeFileSync('README.md', 'two\\n'); git('commit', '-am', 'Two');
git('rebase', '--onto', 'HEAD~2', 'HEAD~1');`,
    state: 'needs-attention',
    reason: 'a rebase stands half-done',
  },
  {
    name: 'leaves-its-branch',
    script: `change(); git('checkout', '--detach');`,
    state: 'needs-attention',
    reason: 'not on branch story/leaves-its-branch',
  },
];

/** Goes past the hooks, for good, and moves trunk. */
export const GOES_PAST_HOOKS: Habit = {
  name: 'goes-past-hooks',
  script: `git('config', '--worktree', 'core.hooksPath', '/dev/null');
git('commit', '--allow-empty', '-m', 'Unproven'); git('update-ref', 'refs/heads/main', 'HEAD');`,
  ...NOTHING,
};

/** Hangs until it is ended, with a child in a session of its own. */
export const HANGS: Habit = {
  name: 'hangs',
  script: `spawn(process.execPath, ['-e', ${JSON.stringify(STAYS)}], { stdio: 'inherit', detached: true });
console.log('pid ' + process.pid); setInterval(() => {}, 1e6);`,
  state: 'out-of-time',
  reason: 'stopped at the time limit',
};

/** The file in the main checkout's `.git` that a killer's victims and itself say their pid in. */
export const AT_WORK = 'agents-at-work';

/** Three that hang, one of which kills whoever looks after all of them, once all are at work. */
export const KILLERS: readonly Habit[] = ['waits', 'waits-too', 'kills'].map((name) => ({
  name,
  script: `const file = join(main, '.git', ${JSON.stringify(AT_WORK)});
fs.appendFileSync(file, 'pid ' + process.pid + '\\n');
setInterval(() => {
  if (!${String(name === 'kills')} || fs.readFileSync(file, 'utf8').split('\\n').length < 4) return;
  process.kill(process.ppid, 'SIGKILL');
}, 20);`,
  state: 'interrupted',
  reason: 'ended without a word',
}));

/** One program that has the habit of the story that it is put to work in, and does its work where it is told to. */
export function habitsProgram(habits: readonly Habit[]): string {
  const cases = habits.map(
    ({ name, script }) => `  ${JSON.stringify(name)}: () => {${script}\n  },`,
  );
  return `${PRELUDE}
const habits = {
${cases.join('\n')}
};
habits[process.env.STORYGATE_STORY]();
`;
}
