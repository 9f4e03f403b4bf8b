import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { refusal } from '../errors/storygate-error';
import type { Git } from '../git/git';
import { GitFailed } from '../git/git-failed';
import type { StoryId } from '../names/story-id';
import { runOnTerminal } from '../process/run-on-terminal';
import type { Layout } from '../repository/layout';
import type { Repository } from '../repository/repository';
import { writeFileAtomically } from '../state/atomic-file';
import { readTextOrNull } from '../state/read-text';
import { requireBrief } from './brief';

/** What an editor begins with: a brief that may stay as it is, or a form to be filled in, whose comments are dropped. */
export interface BriefStart {
  readonly kind: 'brief' | 'form';
  readonly text: string;
}

/**
 * Has a person write a story's brief in their editor, as `git commit` does it: it begins with what was written for this
 * story and not used yet, or else with `start`. What is written stays until `dropDraft`, so that no refusal loses it.
 */
export async function editBrief(
  { git, layout }: Repository,
  id: StoryId,
  start: BriefStart,
): Promise<string> {
  const draft = draftOf(layout, id);
  if (readTextOrNull(draft) === null) await writeFileAtomically(draft, start.text);
  const editor = await readEditor(git);
  // Git hands an editor to a shell, too: it is the person's own setting, and may have options.
  const args = ['-c', `${editor} "$@"`, editor, draft];
  const exitCode = await runOnTerminal({ file: 'sh', args, cwd: git.cwd });
  if (exitCode !== 0) throw editorFailed(editor, draft);
  const written = await readFile(draft, 'utf8');
  const text = start.kind === 'form' ? filledIn(written, start.text) : written;
  if (text.trim() === '') await dropDraft(layout, id);
  return requireBrief(text, 'the brief');
}

/** Removes what was written for a story's brief, once the story has it. */
export function dropDraft(layout: Layout, id: StoryId): Promise<void> {
  return rm(draftOf(layout, id), { force: true });
}

/** A form without its comments; empty where nothing was filled in. */
function filledIn(text: string, form: string): string {
  const given = new Set(['', ...linesOf(withoutComments(form))]);
  const shown = withoutComments(text);
  return linesOf(shown).every((line) => given.has(line)) ? '' : shown;
}

function withoutComments(text: string): string {
  return `${text.replace(/<!--[^]*?-->\n?/g, '').trim()}\n`;
}

function linesOf(text: string): string[] {
  return text.split('\n').map((line) => line.trim());
}

function draftOf(layout: Layout, id: StoryId): string {
  return join(layout.root, 'briefs', `${id}.md`);
}

/** What git starts for a commit's message: GIT_EDITOR, core.editor, VISUAL, EDITOR, or what git was built with. */
async function readEditor(git: Git): Promise<string> {
  // Our own calls of git are not given it.
  const chosen = process.env['GIT_EDITOR'] ?? '';
  if (chosen !== '') return chosen;
  try {
    return await git.line(['var', 'GIT_EDITOR']);
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error;
    throw refusal(
      {
        code: 'NO_TEXT_EDITOR',
        message: `git knows no editor for this terminal: ${error.stderr.trim()}`,
        hints: [
          'Name one with `git config --global core.editor <command>`, or write the brief into a file for `--brief <file>`.',
        ],
      },
      { cause: error },
    );
  }
}

function editorFailed(editor: string, draft: string) {
  return refusal({
    code: 'EDITOR_FAILED',
    message: `the editor ${JSON.stringify(editor)} did not end well, so there is no brief`,
    hints: [
      `What was written is in ${draft}: run the same command again to go on with it, or give it with \`--brief\`.`,
      'Choose another editor with `git config --global core.editor <command>`.',
    ],
    facts: { editor, draft },
  });
}
