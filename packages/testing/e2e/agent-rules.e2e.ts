import { createLeanWorkspace, type Checkout, type Finished } from '../src/index';
import type { MergeDocument, StatusDocument } from './documents';
import { expectExit, expectRed, startStory } from './endings';
import { packs } from './packs';

interface Mark {
  readonly commit: string;
  readonly committed: boolean;
}
interface Tests {
  readonly files: number;
  readonly red: Mark | null;
  readonly green: Mark | null;
  readonly neverRed: readonly string[];
}
interface ClaudeSettings {
  readonly hooks: Readonly<Record<string, readonly { hooks: readonly { command: string }[] }[]>>;
}

/** Runs the hook that a checkout's settings of Claude Code have for an event, as that does. */
async function runHook(there: Checkout, event: string, input: object): Promise<Finished> {
  const settings = JSON.parse(there.read('.claude/settings.json')) as ClaudeSettings;
  const command = settings.hooks[event]?.[0]?.hooks[0]?.command ?? 'false';
  return there.run('sh', ['-c', command], {
    input: JSON.stringify({ session_id: 's', cwd: there.root, hook_event_name: event, ...input }),
  });
}

it('gives agents in a story’s worktree their guardrails, and tells when its tests were red and green', async () => {
  const acme = await createLeanWorkspace(packs);
  expectExit(await acme.nx(['g', '@storygate/nx:agent-rules', '--dry-run']), 0);
  expect(await acme.git('status', '--porcelain')).toBe('');
  expectExit(await acme.nx(['g', '@storygate/nx:agent-rules']), 0);
  await acme.git('add', '--all');
  await acme.git('commit', '--quiet', '--no-verify', '-m', 'Rules for agents');
  await startStory(acme, 'greeting');
  const story = acme.story('greeting');

  const refused = await runHook(story, 'PreToolUse', {
    tool_input: { command: 'git commit -nm x' },
  });
  expect(refused.stderr).toContain('[AGENT_COMMAND_REFUSED]');
  expectExit(refused, 2);
  expectExit(await runHook(story, 'PreToolUse', { tool_input: { command: 'git status' } }), 0);
  expectExit(await runHook(story, 'Stop', {}), 0);

  story.edit('packages/greeting/index.test.js', 'Hello, Ada', 'Hello, Ada!');
  expectRed(await story.nx(['affected', '-t', 'gate']));
  const held = await runHook(story, 'Stop', {});
  expect(held.stderr).toContain('packages/greeting/index.test.js not committed [NOT_DONE]');
  expectExit(held, 2);
  const base = await acme.git('rev-parse', 'main');
  story.edit('packages/greeting/index.js', 'name;', "name + '!';");
  const head = await story.commit('Greet louder');
  expectExit(await story.nx(['affected', '-t', 'gate']), 0);
  expectExit(await runHook(story, 'Stop', {}), 0);

  const seen: Tests = {
    files: 1,
    red: expect.objectContaining({ commit: base, committed: false }) as Mark,
    green: expect.objectContaining({ commit: head, committed: true }) as Mark,
    neverRed: [],
  };
  const { json: status } = await acme.json<StatusDocument>(['status']);
  expect(status.stories).toMatchObject([{ id: 'greeting', tests: seen }]);
  const { json: merge } = await acme.json<MergeDocument>(['merge', 'greeting']);
  expect(merge.outcomes).toMatchObject([{ outcome: 'merged', tests: seen }]);
});
