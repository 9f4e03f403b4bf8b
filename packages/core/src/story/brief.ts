import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { refusal } from '../errors/storygate-error';
import type { StoryId } from '../names/story-id';
import { storyFolder, type Layout } from '../repository/layout';
import { writeFileAtomically } from '../state/atomic-file';
import { readTextOrNull } from '../state/read-text';

/** In bytes: with the rules and what failed it must fit one argument (Linux: 128 KiB), which is how some agents are told. */
const LONGEST_BRIEF = 80_000;

/** A brief out of a file, or with `-` out of standard input; refuses one that can't be read, is empty, or is too long. */
export async function readBrief(file: string): Promise<string> {
  return requireBrief(file === '-' ? await readInput() : await readFileText(file), 'the brief');
}

/** The brief itself, if it says something in a length that an agent takes. */
export function requireBrief(text: string, what: string): string {
  const bytes = Buffer.byteLength(text);
  const isEmpty = text.trim() === '';
  if (!isEmpty && bytes <= LONGEST_BRIEF) return text;
  throw refusal({
    code: isEmpty ? 'BRIEF_EMPTY' : 'BRIEF_TOO_LONG',
    message: isEmpty
      ? `${what} says nothing`
      : `${what} has ${bytes} bytes, and ${LONGEST_BRIEF} is the most that every agent takes`,
    hints: [
      isEmpty
        ? 'Say what is to be done, in a file that `--brief <file>` names, or with `--brief -` on standard input.'
        : 'Put what is long into files of the story, and name them in the brief.',
    ],
    facts: { bytes },
  });
}

/** The brief that a story has, whether it was started or not; refuses one that says nothing. */
export async function requireStoryBrief(layout: Layout, id: StoryId): Promise<string> {
  const text = readTextOrNull(join(storyFolder(layout, id), 'brief.md'));
  return requireBrief(text ?? '', `the brief of story ${id}`);
}

/** Gives a story a brief, in place of the one that it has. */
export function writeBrief(layout: Layout, id: StoryId, text: string): Promise<void> {
  return writeFileAtomically(join(storyFolder(layout, id), 'brief.md'), text);
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function readFileText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw refusal(
      {
        code: 'NO_BRIEF',
        message: `the brief ${file} can't be read`,
        hints: ['Give `--brief` the path of a text file, or `-` for standard input.'],
      },
      { cause: error },
    );
  }
}
