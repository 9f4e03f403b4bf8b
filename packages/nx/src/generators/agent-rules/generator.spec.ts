import { readJson, updateJson, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { HOOKED_AGENTS, type HookedAgent } from '@storygate/core/agents/hooked-agents';
import agentRules from './generator';
import { hookFiles } from './hook-files';
import * as schema from './schema.json';
import { SKILL_FILES } from './skill';

const PLUGIN = '.opencode/plugins/storygate.js';
const SETTINGS = [
  '.claude/settings.json',
  '.codex/hooks.json',
  '.gemini/settings.json',
  '.cursor/hooks.json',
];

let tree: Tree;

beforeEach(() => {
  tree = createTreeWithEmptyWorkspace({ formatter: 'none' });
  updateJson(tree, 'nx.json', (json) => ({ ...json, plugins: ['@storygate/nx'] }));
});
afterEach(() => jest.restoreAllMocks());

const set = (agents?: readonly HookedAgent[]) => agentRules(tree, agents ? { agents } : {});
const read = (file: string): string => tree.read(file, 'utf-8') ?? '';
const contents = (): Record<string, string> =>
  Object.fromEntries(tree.listChanges().map(({ path, content }) => [path, String(content)]));

/** What the hooks of an agent are told to run, by event. */
const COMMAND = '"$(git rev-parse --show-toplevel)/node_modules/.bin/storygate" hook agent-';

it('offers the agents whose hooks are answered', () => {
  const { items, default: all } = schema.properties.agents;
  expect([items.enum, all]).toEqual([HOOKED_AGENTS, HOOKED_AGENTS]);
});

it('gives every agent rules, a skill and hooks in the form it reads', async () => {
  await set();
  expect(Object.keys(contents()).sort()).toEqual(
    expect.arrayContaining(['AGENTS.md', ...SKILL_FILES, ...SETTINGS, PLUGIN]),
  );
  const command = (name: string, timeout: number) => ({
    hooks: [{ type: 'command', command: COMMAND + name, timeout }],
  });
  expect(readJson(tree, '.claude/settings.json')).toEqual({
    hooks: {
      PreToolUse: [{ matcher: 'Bash', ...command('command claude', 30) }],
      Stop: [command('stop claude', 30)],
    },
  });
  expect(readJson(tree, '.codex/hooks.json')).toEqual({
    hooks: {
      PreToolUse: [{ matcher: 'Bash', ...command('command codex', 30) }],
      Stop: [command('stop codex', 30)],
    },
  });
  expect(readJson(tree, '.gemini/settings.json')).toEqual({
    hooks: {
      BeforeTool: [{ matcher: 'run_shell_command', ...command('command gemini', 30_000) }],
      AfterAgent: [command('stop gemini', 30_000)],
    },
  });
  expect(readJson(tree, '.cursor/hooks.json')).toEqual({
    version: 1,
    hooks: {
      beforeShellExecution: [{ command: `${COMMAND}command cursor` }],
      stop: [{ command: `${COMMAND}stop cursor` }],
    },
  });
  expect(read(PLUGIN)).toContain(`'${COMMAND}command opencode'`);
  expect(read('.claude/skills/storygate/SKILL.md')).toMatch(
    /^---\nname: storygate\ndescription: .{50,1000}\n---\n\n<!-- storygate:start -->\n\n# Work in a story\n/,
  );
  expect(read('AGENTS.md')).toContain('npx nx affected -t gate');
});

it('the second time changes nothing', async () => {
  await set();
  const first = contents();
  await set();
  expect(contents()).toEqual(first);
});

it('gives hooks to the agents that are named, and rules to all', async () => {
  await set(['codex']);
  const files = Object.keys(contents());
  expect(files).toEqual(expect.arrayContaining(['AGENTS.md', ...SKILL_FILES, '.codex/hooks.json']));
  const others = ['.claude/settings.json', '.gemini/settings.json', '.cursor/hooks.json', PLUGIN];
  expect(files.filter((file) => others.includes(file))).toEqual([]);
});

it('names what the options name', async () => {
  const options = { trunk: { branch: 'develop' }, stories: { branchPrefix: 'work/' } };
  const plugins = [{ plugin: '@storygate/nx', options }];
  updateJson(tree, 'nx.json', (json) => ({ ...json, plugins }));
  await set([]);
  for (const file of ['AGENTS.md', ...SKILL_FILES]) {
    expect(read(file)).toContain('`develop`');
    expect(read(file)).toContain('`work/<id>`');
  }
});

it('needs the plugin in nx.json', async () => {
  updateJson(tree, 'nx.json', (json) => ({ ...json, plugins: [] }));
  await expect(set()).rejects.toThrow('[NOT_SET_UP]');
});

describe('a file that is there', () => {
  it('keeps what somebody wrote around the rules, and gets back what was edited between the markers', async () => {
    await set();
    const files = ['AGENTS.md', ...SKILL_FILES];
    const before = files.map(read);
    for (const file of files) {
      const edited = read(file).replace('storygate:start -->', 'storygate:start -->\nedited');
      tree.write(file, `${edited}\n## Ours\n`);
    }
    await set();
    expect(files.map(read)).toEqual(before.map((text) => `${text}\n## Ours\n`));
  });

  it('keeps its settings, comments and hooks', async () => {
    const theirs = `{
  // ours
  "permissions": { "allow": ["Bash(ls)"] },
  "hooks": {
    "PreToolUse": [
      { "matcher": "Edit", "hooks": [{ "type": "command", "command": "prettier" }] }, // format
    ],
    "SessionStart": [],
  },
}
`;
    tree.write('.claude/settings.json', theirs);
    await set(['claude']);
    const merged = read('.claude/settings.json');
    for (const part of [
      '// ours',
      '"permissions": { "allow": ["Bash(ls)"] }',
      '"SessionStart": []',
    ])
      expect(merged).toContain(part);
    expect(merged.indexOf('"prettier"')).toBeLessThan(merged.indexOf('agent-command claude'));
    await set(['claude']);
    expect(read('.claude/settings.json')).toBe(merged);
  });

  it('gets an older form of ours replaced, and one that somebody has added to left alone', async () => {
    const old = {
      matcher: 'Bash',
      hooks: [{ type: 'command', command: 'x hook agent-command a' }],
    };
    const mixed = { hooks: [...old.hooks, { type: 'command', command: 'notify' }] };
    const hooks = { PreToolUse: [old], Stop: [mixed] };
    tree.write('.claude/settings.json', JSON.stringify({ hooks }));
    await set(['claude']);
    const expected = hookFiles((hook, agent) => `${COMMAND}${hook.slice(6)} ${agent}`).claude!;
    expect(readJson(tree, '.claude/settings.json')).toEqual({
      hooks: { PreToolUse: [expected.entries[0]!.value], Stop: [mixed] },
    });
  });

  it.each(['{', '[]', '{"hooks": []}', '{"hooks": {"Stop": {}}}'])(
    'that cannot be given hooks (%s) ends it with nothing changed',
    async (text) => {
      tree.write('.claude/settings.json', text);
      const before = contents();
      await expect(set()).rejects.toThrow(".claude/settings.json can't be given hooks");
      expect(contents()).toEqual(before);
    },
  );

  it('by the name of our plugin stays, with a warning', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    tree.write(PLUGIN, '// theirs\n');
    await set(['opencode']);
    expect(read(PLUGIN)).toBe('// theirs\n');
    expect(warn).toHaveBeenCalledWith(expect.stringContaining(PLUGIN));
  });
});
