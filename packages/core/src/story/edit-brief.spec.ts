import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRepository, temporaryFolder, type Repository as Sandbox } from '@storygate/testing';
import { parseStoryId } from '../names/story-id';
import { requireRepository } from '../repository/repository';
import { dropDraft, editBrief, type BriefStart } from './edit-brief';

const START = '# login\n\n<!-- What\nis to be done? -->\n\n## Acceptance criteria\n\n- [ ]\n';
const id = parseStoryId('login');
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await createRepository({ 'nx.json': '{}' });
});

/** Has git's editor run a script of Node's on the file, whose path is the last argument. */
async function useEditor(script: string): Promise<void> {
  const file = join(temporaryFolder('an editor'), 'edit.cjs');
  writeFileSync(
    file,
    `const fs = require('node:fs'); const file = process.argv.at(-1);\n${script}`,
  );
  await sandbox.git('config', 'core.editor', `"${process.execPath}" "${file}" --wait`);
}

const edit = async (start: BriefStart = { kind: 'form', text: START }) =>
  editBrief(await requireRepository(sandbox.root), id, start);
const draft = () => join(sandbox.root, '.git/storygate/briefs/login.md');

it('takes what was written in git’s editor, without comments', async () => {
  await useEditor(
    `fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('- [ ]', '- [ ] It works.'));`,
  );
  expect(await edit()).toBe('# login\n\n\n## Acceptance criteria\n\n- [ ] It works.\n');
});

it('keeps what was written until the story has it, and goes on with that', async () => {
  await useEditor(`fs.appendFileSync(file, 'More.\\n');`);
  expect(await edit()).toContain('- [ ] It works.\nMore.\n');
  const { layout } = await requireRepository(sandbox.root);
  await dropDraft(layout, id);
  expect(existsSync(draft())).toBe(false);
  expect(await edit()).toBe('# login\n\n\n## Acceptance criteria\n\n- [ ]\nMore.\n');
  await dropDraft(layout, id);
});

it.each([
  ['nothing was written', ''],
  ['everything was deleted', `fs.writeFileSync(file, ' \\n');`],
  ['only a heading is left', `fs.writeFileSync(file, '# login\\n');`],
])('refuses the brief where %s, and keeps none', async (_, script) => {
  await useEditor(script);
  await expect(edit()).rejects.toMatchObject({ code: 'BRIEF_EMPTY' });
  expect(existsSync(draft())).toBe(false);
});

it('takes a brief that is given as it stays', async () => {
  await useEditor('');
  const brief = { kind: 'brief', text: 'Use a passkey. <!-- by Ann -->\n' } as const;
  expect(await edit(brief)).toBe(brief.text);
  await dropDraft((await requireRepository(sandbox.root)).layout, id);
});

it('says where the text is when the editor fails', async () => {
  await useEditor(`fs.writeFileSync(file, 'Half a brief'); process.exit(3);`);
  await expect(edit()).rejects.toMatchObject({ code: 'EDITOR_FAILED', facts: { draft: draft() } });
  expect(readFileSync(draft(), 'utf8')).toBe('Half a brief');
});
