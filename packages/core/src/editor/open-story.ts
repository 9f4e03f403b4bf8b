import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { refusal } from '../errors/storygate-error';
import type { StoryId } from '../names/story-id';
import { findOnPath } from '../process/find-on-path';
import { startDetached } from '../process/start-detached';
import { storyFolder } from '../repository/layout';
import { nxRootIn, type Repository } from '../repository/repository';
import type { Trunk } from '../repository/trunk';
import { writeFileAtomically } from '../state/atomic-file';
import { readTextOrNull } from '../state/read-text';
import { requireStory } from '../story/story';
import { readStoryRecord } from '../story/story-record';
import { EDITORS, parseEditor, type Editor } from './editor';
import { updatedWorkspaceFile, workspaceFile, type StoryWindow } from './workspace-file';

/** An editor whose program was found. */
export interface FoundEditor {
  readonly editor: Editor;
  /** Its absolute path. */
  readonly program: string;
}

/** What a story was opened in. */
export interface Opened {
  /** The Nx workspace in the story's worktree. */
  readonly path: string;
  /** null: no editor was found, so nothing was started. */
  readonly editor: string | null;
  /** The file, outside the worktree, that gives the window its title and colour; null for editors that have none. */
  readonly workspaceFile: string | null;
}

/**
 * The editor that the user named, or else the one of `STORYGATE_EDITOR` or `git config storygate.editor`, or else the
 * first known one on PATH. Refuses one that was chosen and is not there; null when none was chosen and none is there.
 */
export async function findEditor(
  repository: Repository,
  named: string | null,
): Promise<FoundEditor | null> {
  const chosen = named ?? (await readChoice(repository));
  if (chosen !== null) return requireEditor(parseEditor(chosen));
  for (const editor of EDITORS) {
    const program = locate(editor);
    if (program !== null) return { editor, program };
  }
  return null;
}

/** Opens a window of a story's own, and does not wait for it. */
export async function openStory(
  repository: Repository,
  trunk: Trunk,
  { id, editor: found }: { readonly id: StoryId; readonly editor: FoundEditor | null },
): Promise<Opened> {
  const { worktree } = await requireStory(repository, trunk.policy.options, id);
  if (worktree === null || worktree.prunable) throw notCheckedOut(id);
  const path = nxRootIn(repository, worktree.path);
  if (found === null) return { path, editor: null, workspaceFile: null };
  const { editor, program } = found;
  const wantsFile = editor.args.some((arg) => arg.includes('{workspaceFile}'));
  const file = wantsFile ? await writeWorkspaceFile(repository, id, path) : null;
  const args = editor.args.map((arg) =>
    arg.replaceAll(/\{(path|workspaceFile)\}/g, (_, name) =>
      name === 'path' ? path : (file ?? ''),
    ),
  );
  await startDetached({ file: program, args, cwd: path });
  return { path, editor: editor.name, workspaceFile: file };
}

async function readChoice({ git }: Repository): Promise<string | null> {
  const variable = process.env['STORYGATE_EDITOR'] ?? '';
  if (variable !== '') return variable;
  const { stdout } = await git.answer(['config', '--get', 'storygate.editor'], [0, 1]);
  return stdout.trim() === '' ? null : stdout.trim();
}

function requireEditor(editor: Editor): FoundEditor {
  const program = locate(editor);
  if (program !== null) return { editor, program };
  throw refusal({
    code: 'NO_EDITOR',
    message: `${editor.programs.join(' or ')} is not on PATH, so ${editor.name} can't be started`,
    hints: [
      'Install its command line launcher (VS Code: "Shell Command: Install \'code\' command in PATH"), or name another editor.',
      '`npx storygate status --json` says where each story is.',
    ],
    facts: { editor: editor.name },
  });
}

function locate({ programs }: Editor): string | null {
  for (const program of programs) {
    const file = findOnPath(program);
    if (file !== null) return file;
  }
  return null;
}

async function writeWorkspaceFile(
  repository: Repository,
  id: StoryId,
  path: string,
): Promise<string> {
  // Its name is what the editor lists among recent windows.
  const file = join(storyFolder(repository.layout, id), `${id}.code-workspace`);
  const record = await readStoryRecord(repository.layout, id);
  const number = record?.ports ? record.ports.base / record.ports.size : numberOf(id);
  const window: StoryWindow = { id, title: record?.title ?? null, path, number };
  const there = readTextOrNull(file);
  await writeFileAtomically(
    file,
    there === null ? workspaceFile(window) : updatedWorkspaceFile(there, window),
  );
  return file;
}

/** For a story that has no ports: it was made by hand. */
function numberOf(id: StoryId): number {
  return createHash('sha256').update(id).digest().readUInt16BE();
}

function notCheckedOut(id: StoryId) {
  return refusal({
    code: 'NOT_CHECKED_OUT',
    message: `story ${id} has a branch and no worktree, so there is nothing to open`,
    hints: [`See what git has with \`git worktree list\`, or start another story.`],
    facts: { story: id },
  });
}
