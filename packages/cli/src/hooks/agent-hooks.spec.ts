import { join } from 'node:path';
import type { StoryId } from '@storygate/core/names/story-id';
import { checkStop } from '@storygate/core/agents/stop-check/check-stop';
import { createRunFolder, writeRun, type GateRun } from '@storygate/core/gate/run-record';
import { readSubject } from '@storygate/core/gate/story-evidence';
import { parseCommitSha } from '@storygate/core/names/object-id';
import { requireHookRepository } from '@storygate/core/repository/repository';
import { requireTrunk } from '@storygate/core/repository/trunk';
import {
  createRepository,
  storygateFromSource,
  writeFiles,
  type Repository,
} from '@storygate/testing';

let repository: Repository;
let story: string;

/** A story `login` with a commit of its own, in a worktree. */
beforeEach(async () => {
  repository = await createRepository({
    'nx.json': '{"plugins": ["@storygate/nx"]}',
    'a.txt': 'a',
  });
  story = join(repository.folder, 'login');
  await repository.git('worktree', 'add', '--quiet', '-b', 'story/login', story);
  writeFiles(story, { 'a.txt': 'b' });
  await repository.git('-C', story, 'commit', '--quiet', '--all', '-m', 'Log in');
});

/** Runs a hook as an agent does, whose own folder is another. */
const hook = (name: string, agent: string, input: object | string, env = {}) =>
  storygateFromSource(['hook', name, agent], {
    cwd: repository.folder,
    input: typeof input === 'string' ? input : JSON.stringify(input),
    env,
  });

/** The documented input of each agent for a command line. */
const commandInput: Readonly<Record<string, (command: string) => object>> = {
  claude: (command) => ({
    ...{ session_id: 'abc123', transcript_path: '/tmp/t.jsonl', cwd: story },
    ...{ permission_mode: 'default', hook_event_name: 'PreToolUse', tool_name: 'Bash' },
    tool_input: { command, description: 'what for', timeout: 120000 },
    tool_use_id: 'toolu_01ABC123',
  }),
  codex: (command) => ({
    ...{ session_id: 'abc', turn_id: 't-1', cwd: story, transcript_path: null },
    ...{ hook_event_name: 'PreToolUse', model: 'm', permission_mode: 'default' },
    ...{ tool_name: 'Bash', tool_use_id: 'call-1', tool_input: { command } },
  }),
  gemini: (command) => ({
    ...{ session_id: 's', transcript_path: '/tmp/t.json', cwd: story, timestamp: 'now' },
    ...{ hook_event_name: 'BeforeTool', tool_name: 'run_shell_command', tool_input: { command } },
  }),
  cursor: (command) => ({
    ...{ conversation_id: 'c', generation_id: 'g', hook_event_name: 'beforeShellExecution' },
    ...{ workspace_roots: [story], command, cwd: story },
  }),
  opencode: (command) => ({ cwd: story, session_id: 's', command }),
};

describe('a command line', () => {
  it.each(['claude', 'codex', 'gemini', 'opencode'])(
    'is refused to %s with exit code 2 and what to do instead',
    async (agent) => {
      const refused = await hook('agent-command', agent, commandInput[agent]!('git commit -nm x'));
      expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
      expect(refused.stderr.split('\n')).toEqual([
        'error: nothing was run: `git commit -nm x`: it would skip the hooks that check your work [AGENT_COMMAND_REFUSED]',
        'hint: run it without that; where a hook fails, mend what it names, and where you cannot, stop and say so',
      ]);
    },
  );

  it('is refused to Cursor in a document', async () => {
    const refused = await hook(
      'agent-command',
      'cursor',
      commandInput['cursor']!('HUSKY=0 git push'),
    );
    expect(refused).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(refused.stdout)).toMatchObject({
      permission: 'deny',
      agent_message: expect.stringContaining('[AGENT_COMMAND_REFUSED]') as string,
    });
    const allowed = await hook('agent-command', 'cursor', commandInput['cursor']!('git push'));
    expect(allowed).toMatchObject({ exitCode: 0, stdout: '{}', stderr: '' });
  });

  it('may move any branch but trunk, whose name the main checkout says', async () => {
    const push = (branch: string) =>
      hook('agent-command', 'claude', commandInput['claude']!(`git push origin HEAD:${branch}`));
    expect((await push('main')).exitCode).toBe(2);
    const options = { trunk: { branch: 'develop' } };
    const plugins = [{ plugin: '@storygate/nx', options }];
    writeFiles(repository.root, { 'nx.json': JSON.stringify({ plugins }) });
    expect((await push('main')).exitCode).toBe(0);
  });

  it('of another tool is none of ours', async () => {
    const input = { ...commandInput['claude']!(''), tool_name: 'Read', tool_input: { path: 'a' } };
    const silence = { exitCode: 0, stdout: '', stderr: '' };
    expect(await hook('agent-command', 'claude', input)).toMatchObject(silence);
  });

  it('that is told in no form we know is let through with a notice', async () => {
    const end = await hook('agent-command', 'claude', '{"tool_input": "git commit -n"}');
    expect(end).toMatchObject({ exitCode: 1, stdout: '' });
    expect(end.stderr).toContain('[BAD_AGENT_HOOK_INPUT]');
  });

  it('is judged by as little as that needs', async () => {
    const listing = `process.on('exit', () => console.error(Object.keys(require.cache).join('\\n')));\n`;
    writeFiles(repository.folder, { 'list-loaded.js': listing });
    const env = { NODE_OPTIONS: `--require=${join(repository.folder, 'list-loaded.js')}` };
    const end = await hook('agent-command', 'claude', commandInput['claude']!('npm test'), env);
    const loaded = end.stderr.split('\n');
    expect(loaded).toContainEqual(expect.stringContaining('guard/read-deeds.ts'));
    const slow =
      /node_modules\/(simple-git|commander|execa|jsonc-parser|p-limit)\/|core\/src\/(index|ledger|landing|gate)\b|cli\/src\/(program|commands)\b/;
    expect(loaded.filter((file) => slow.test(file))).toEqual([]);
  });
});

describe('an agent that wants to stop', () => {
  const input = (session = 's') => ({
    ...{ session_id: session, transcript_path: '/tmp/t.jsonl', cwd: story },
    ...{ permission_mode: 'default', hook_event_name: 'Stop', stop_hook_active: false },
  });
  const stop = (env = {}) => hook('agent-stop', 'claude', input(), env);

  /** Records a gate run of what the story has committed. */
  async function gate(result: GateRun['result']): Promise<void> {
    const there = await requireHookRepository(story);
    const trunk = await requireTrunk(there);
    const head = parseCommitSha(await repository.git('rev-parse', 'story/login'));
    const id = 'login' as StoryId;
    const { tree, base } = await readSubject(there, trunk, id, head);
    const { number, folder } = await createRunFolder(there.layout, id);
    const task = {
      project: 'shop',
      target: 'test',
      cached: false,
      hash: null,
      log: 'shop.test.log',
    };
    await writeRun({
      folder,
      run: {
        ...{ version: 1, number, story: id, kind: 'gate', subject: 'story', commit: head, tree },
        ...{ base, policy: trunk.policy.digest, startedAt: 'then', endedAt: 'now', result },
        ...{ reason: null, affected: ['shop'], withoutChecks: [], missing: [], flaky: [] },
        tasks: [{ ...task, result: 'failed', startedAt: null, durationMs: null }],
        checks: [],
      },
    });
  }

  it('is held until what it did is committed, gated and green', async () => {
    writeFiles(story, { 'new.txt': 'x' });
    expect(await stop()).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(
        'story login is not done: new.txt not committed [NOT_DONE]',
      ) as string,
    });
    await repository.git('-C', story, 'add', '--all');
    await repository.git('-C', story, 'commit', '--quiet', '-m', 'More');
    expect((await stop()).stderr).toContain('what it has committed was not gated [NOT_DONE]');
    await gate('failed');
    const red = await stop();
    expect(red.stderr).toContain('shop:test failed [NOT_DONE]');
    expect(red.stderr).toContain('`npx storygate logs login --failed`');
    await gate('passed');
    expect(await stop()).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  });

  it('is let go after five times, and held anew in another session', async () => {
    for (let time = 1; time < 5; time++) await checkStop(story, 's');
    expect((await stop()).exitCode).toBe(2);
    expect((await stop()).exitCode).toBe(0);
    expect((await hook('agent-stop', 'claude', input('other'))).exitCode).toBe(2);
  });

  it('is told by Cursor’s next message', async () => {
    const cursor = { conversation_id: 'c', status: 'completed', loop_count: 0, cwd: story };
    const end = await hook('agent-stop', 'cursor', cursor);
    expect(end).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(end.stdout)).toEqual({
      followup_message: expect.stringContaining('[NOT_DONE]') as string,
    });
  });

  it('may go where there is nothing to gate, and where somebody else looks after it', async () => {
    const agents = join(repository.root, '.git/storygate/stories/login/agents/1');
    expect(await stop({ STORYGATE_PLACE: agents })).toMatchObject({ exitCode: 0, stderr: '' });
    const elsewhere = { ...input(), cwd: repository.root };
    expect(await hook('agent-stop', 'claude', elsewhere)).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
    await repository.git('-C', story, 'reset', '--quiet', '--hard', 'main');
    expect(await stop()).toMatchObject({ exitCode: 0, stderr: '' });
  });
});
