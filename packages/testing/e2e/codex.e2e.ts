import { delimiter, join } from 'node:path';
import {
  createLeanWorkspace,
  findCodex,
  startScriptedModel,
  writeFiles,
  type Conversation,
  type ModelStep,
} from '../src/index';
import type { MergeDocument } from './documents';
import { expectExit } from './endings';
import { packs } from './packs';

interface RunDocument extends MergeDocument {
  readonly runs: readonly { story: string; state: string; round: number; reason: string }[];
}

/** What is wrong in each story after the agent's first turn, and right after its second. */
const STORIES = {
  greeting: { right: 'Hello, ', wrong: 'Hullo, ' },
  cart: { right: 'sum + price,', wrong: 'sum - price,' },
  audit: { right: "' ' + event", wrong: "'-' + event" },
} as const;
type Story = keyof typeof STORIES;
const names = Object.keys(STORIES) as Story[];

const edit = (story: Story, from: string, to: string) => `node -e '
const fs = require("node:fs"), file = "packages/${story}/index.js";
const source = fs.readFileSync(file, "utf8").replace(...${JSON.stringify([from, to]).replaceAll("'", '\\u0027')});
fs.writeFileSync(file, source + "// by an agent\\n");'`;

/** The model's part: breaks something and commits it, and mends it once it was told which test that broke. */
function play({ told, outputs }: Conversation): ModelStep {
  const story = names.find((name) => told.some((text) => text.includes(`# Story ${name}`)));
  if (story === undefined) throw new Error(`it was told of no story: ${told.join('\n')}`);
  const { right, wrong } = STORIES[story];
  const digest = told.at(-1) ?? '';
  if (!digest.includes('The gate of your story is red')) {
    if (outputs.length === 0) return { run: edit(story, right, wrong) };
    if (outputs.length === 1) return { run: 'git commit --all --quiet -m "Make it better"' };
    return { say: 'It is better now.' };
  }
  for (const part of [`${story}:test`, 'AssertionError', `npx nx run @acme/${story}:test`]) {
    if (!digest.includes(part)) throw new Error(`${JSON.stringify(part)} is not in:\n${digest}`);
  }
  if (outputs.length === 0) return { run: edit(story, wrong, right) };
  if (outputs.length === 1) return { run: `node packages/${story}/index.test.js && echo green` };
  if (!outputs[1]?.includes('green')) throw new Error(`it is not mended: ${outputs[1]}`);
  return { say: 'The test passes again.' };
}

const codex = findCodex();

(codex === null ? it.skip : it)(
  'lets three real Codex clients work at once, sends back what failed, and lands what they mended',
  async () => {
    const acme = await createLeanWorkspace(packs);
    const model = await startScriptedModel(play);
    writeFiles(acme.folder, {
      ...Object.fromEntries(names.map((name) => [`${name}.md`, 'Make it better.\n'])),
      'codex/config.toml': `model = "scripted"
model_provider = "loop"
approval_policy = "never"
[model_providers.loop]
name = "loop"
base_url = "${model.url}"
wire_api = "responses"
env_key = "LOOP_KEY"
`,
    });
    const env = {
      PATH: [codex?.bin, process.env['PATH']].join(delimiter),
      CODEX_HOME: join(acme.folder, 'codex'),
    };
    const start = [
      '--start',
      '--brief',
      join(acme.folder, '{story}.md'),
      '--agent',
      'codex',
      '--json',
    ];
    const loggedOut = await acme.storygate(['run', 'cart', ...start], { env });
    expectExit(loggedOut, 1);
    expect((JSON.parse(loggedOut.stdout) as RunDocument).runs).toMatchObject([
      { state: 'failed', reason: expect.stringContaining('`LOOP_KEY`') as unknown },
    ]);
    const options = [
      ...start,
      '--parallel',
      '3',
      '--merge',
      '--',
      '--sandbox',
      'danger-full-access',
    ];
    const ended = await acme.storygate(['run', ...names, ...options], {
      env: { ...env, LOOP_KEY: 'a key' },
    });
    model.close();
    expect({ problems: model.problems, output: ended.output }).toMatchObject({ problems: [] });
    expectExit(ended, 0);
    const { runs, outcomes } = JSON.parse(ended.stdout) as RunDocument;
    expect(runs).toMatchObject(names.map((story) => ({ story, state: 'ready', round: 2 })));
    const landed = outcomes.map(({ story, outcome }) => ({ story, outcome }));
    expect(new Set(landed)).toEqual(new Set(names.map((story) => ({ story, outcome: 'merged' }))));
    for (const name of names) {
      const source = await acme.git('show', `main:packages/${name}/index.js`);
      expect(source).toContain(STORIES[name].right);
      expect(source).toContain('// by an agent\n// by an agent');
    }
    expectExit(await acme.storygate(['audit']), 0);
  },
);
