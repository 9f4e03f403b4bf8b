import { LEDGER_REF } from '../ledger/ledger';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import { checkReceive, checkTransaction, type ReceiveVerdict } from './check-receive';
import { attest, commitStory, createServer, newKey } from './guarded-server.fixture';

const ZERO = '0'.repeat(40);
const MAIN = 'refs/heads/main';

const runner = newKey();
const stranger = newKey();

type Line = readonly [old: string, next: string, ref: string];

/** What the pre-receive hook says of each line. */
async function judge(bare: string, ...received: Line[]) {
  return (await checkReceive(bare, textOf(received))).map(kindOf);
}

const textOf = (received: readonly Line[]) =>
  received.map((line) => `${line.join(' ')}\n`).join('');
const kindOf = (verdict: ReceiveVerdict) =>
  verdict.kind === 'allowed' ? 'allowed' : verdict.problem.kind;

it('takes trunk together with the ledger that attests it', async () => {
  const { bare, git, base, next } = await createServer([runner]);
  const ledger = await attest(git, next, runner);
  expect(await judge(bare, [base, next, MAIN], [ZERO, ledger, LEDGER_REF])).toEqual([
    'allowed',
    'allowed',
  ]);
  expect(await judge(bare, [base, next, MAIN])).toEqual(['unattested']);
});

it('takes trunk when the ledger that is there attests it', async () => {
  const { bare, git, base, next } = await createServer([runner]);
  await git.run(['update-ref', LEDGER_REF, await attest(git, next, runner)]);
  expect(await judge(bare, [base, next, MAIN])).toEqual(['allowed']);
});

it('takes nothing that a key signed which it does not trust', async () => {
  const { bare, git, base, next } = await createServer([runner]);
  const ledger = await attest(git, next, stranger);
  expect(await judge(bare, [base, next, MAIN], [ZERO, ledger, LEDGER_REF])).toEqual([
    'unattested',
    'ledger-unsigned',
  ]);
});

it('trusts nobody where no key is named', async () => {
  const { bare, git, base, next } = await createServer([]);
  const ledger = await attest(git, next, runner);
  expect(await judge(bare, [base, next, MAIN], [ZERO, ledger, LEDGER_REF])).toEqual([
    'no-keys',
    'ledger-unsigned',
  ]);
});

it.each([
  ['a deletion', 'deleted', (_: CommitSha, base: CommitSha) => [base, ZERO]],
  ['a push from elsewhere', 'stale', (next: CommitSha) => [ZERO, next]],
])('refuses %s of trunk', async (_, problem, move) => {
  const { bare, base, next } = await createServer([runner]);
  const [old = '', to = ''] = move(next, base);
  expect(await judge(bare, [old, to, MAIN])).toEqual([problem]);
});

it('refuses a trunk that loses commits, and one that is not a commit', async () => {
  const { work, bare, git, base, next } = await createServer([runner]);
  await git.run(['update-ref', MAIN, next]);
  expect(await judge(bare, [next, base, MAIN])).toEqual(['rewound']);
  expect(await judge(bare, [next, await work.git('rev-parse', 'HEAD^{tree}'), MAIN])).toEqual([
    'not-a-commit',
  ]);
});

it('refuses an old tree that comes back by a merge on the base it was proven on', async () => {
  const { work, bare, git, base, next } = await createServer([runner]);
  const later = await commitStory(work);
  const ledger = await attest(git, later, runner, await attest(git, next, runner));
  await git.run(['update-ref', LEDGER_REF, ledger]);
  await git.run(['update-ref', MAIN, later]);
  const back = await work.git(
    ...['commit-tree', `${next}^{tree}`, '-p', base, '-p', later, '-m', 'Back'],
  );
  await work.git('push', '--quiet', '../trunk.git', `${back}:refs/heads/story/back`);
  expect(await judge(bare, [later, back, MAIN])).toEqual(['unattested']);
});

it('refuses a ledger that forgets, and one that says something else', async () => {
  const { work, bare, git, next } = await createServer([runner]);
  const first = await attest(git, next, runner);
  await git.run(['update-ref', LEDGER_REF, first]);
  const later = await commitStory(work);
  expect(await judge(bare, [first, await attest(git, later, runner), LEDGER_REF])).toEqual([
    'rewound',
  ]);
  const emptied = await git.line(['commit-tree', `${next}^{tree}`, '-p', first, '-m', 'Empty'], {
    env: Object.fromEntries(
      ['AUTHOR', 'COMMITTER'].flatMap((who) => [
        [`GIT_${who}_NAME`, 'Someone'],
        [`GIT_${who}_EMAIL`, 'someone@storygate.invalid'],
      ]),
    ),
  });
  expect(await judge(bare, [first, emptied, LEDGER_REF])).toEqual(['ledger-rewritten']);
  const again = await attest(git, next, stranger, first);
  expect(await judge(bare, [first, again, LEDGER_REF])).toEqual(['ledger-rewritten']);
  expect(await judge(bare, [first, await attest(git, later, runner, first), LEDGER_REF])).toEqual([
    'allowed',
  ]);
});

it('reads policy and keys from trunk itself, whatever a pushed refs/replace puts in its place', async () => {
  const { work, bare, git, base, next } = await createServer([runner]);
  const options = { merge: { keys: [stranger.publicKey] } };
  const evil = await work.commit('My own keys', {
    'nx.json': JSON.stringify({ plugins: [{ plugin: '@storygate/nx', options }] }),
  });
  await work.git('push', '--quiet', '../trunk.git', `${evil}:refs/replace/${base}`);
  const ledger = await attest(git, next, stranger);
  expect(await judge(bare, [base, next, MAIN], [ZERO, ledger, LEDGER_REF])).toEqual([
    'unattested',
    'ledger-unsigned',
  ]);
});

it('refuses names that some file systems take for trunk, and leaves all others alone', async () => {
  const { bare, next } = await createServer([runner]);
  expect(
    await judge(
      bare,
      [ZERO, next, 'refs/heads/MAIN'],
      [ZERO, next, 'refs/storygate/Ledger'],
      [ZERO, next, 'refs/heads/story/x'],
    ),
  ).toEqual(['lookalike', 'lookalike', 'allowed']);
});

it('refuses a first trunk that does not name the plugin', async () => {
  const { work, bare, git, base } = await createServer([runner]);
  await git.run(['update-ref', '-d', MAIN]);
  expect(await judge(bare, [ZERO, base, MAIN])).toEqual(['allowed']);
  const plain = parseCommitSha(await work.commit('Plain', { 'nx.json': '{}' }));
  await work.git('push', '--quiet', '../trunk.git', 'HEAD:refs/heads/story/plain');
  expect(await judge(bare, [ZERO, plain, MAIN])).toEqual(['unregistered']);
});

it.each(['', 'nonsense\n', `${ZERO} ${MAIN}\n`])('reads %j or refuses it', async (input) => {
  const { bare } = await createServer([runner]);
  const answer = checkReceive(bare, input);
  if (input === '') await expect(answer).resolves.toEqual([]);
  else await expect(answer).rejects.toMatchObject({ code: 'BAD_HOOK_INPUT' });
});

describe('a transaction with trunk and without the ledger', () => {
  const judgeAlone = async (bare: string, ...line: Line) =>
    (await checkTransaction(bare, textOf([line]))).map(kindOf);

  it('may move trunk only to what the stored ledger attests', async () => {
    const { bare, git, base, next } = await createServer([runner]);
    const ledger = await attest(git, next, runner);
    expect(await judgeAlone(bare, base, next, MAIN)).toEqual(['apart-from-proof']);
    await git.run(['update-ref', LEDGER_REF, ledger]);
    expect(await judgeAlone(bare, base, next, MAIN)).toEqual(['allowed']);
    expect(await judgeAlone(bare, ZERO, next, MAIN)).toEqual(['allowed']);
  });

  it('may write trunk again as it is, and take a copy of it away, as `pack-refs` does', async () => {
    const { bare, base } = await createServer([runner]);
    expect(await judgeAlone(bare, ZERO, base, MAIN)).toEqual(['allowed']);
    expect(await judgeAlone(bare, base, ZERO, MAIN)).toEqual(['allowed']);
  });
});
