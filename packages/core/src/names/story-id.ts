import { usageError } from '../errors/storygate-error';
import type { Brand } from './brand';

/** A story's name: a folder, a branch's last part and an argument, on every file system. */
export type StoryId = Brand<'StoryId'>;

const LONGEST = 50;
/** Names Windows gives to devices, whatever the case. */
const RESERVED = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/i;
const FORM = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

/** Parses a story's id: 1 to 50 of `A–Z a–z 0–9 _ -`, a letter or digit first, no reserved name. Throws a usage error. */
export function parseStoryId(text: string): StoryId {
  const why = whyNotAStoryId(text);
  if (why !== null) {
    throw usageError({
      code: 'BAD_STORY_ID',
      message: `${JSON.stringify(shorten(text))} can't be a story id: ${why}`,
      hints: ['Use letters, digits, `-` and `_`, for example `login-form` or `ABC-42`.'],
      facts: { id: shorten(text) },
    });
  }
  return text as StoryId;
}

/** Whether a text found on disk or in a ref is a story's id. */
export function isStoryId(text: string): text is StoryId {
  return whyNotAStoryId(text) === null;
}

function whyNotAStoryId(text: string): string | null {
  if (text === '') return 'it is empty';
  if (text.length > LONGEST) return `it has ${text.length} characters, and ${LONGEST} is the most`;
  if (!FORM.test(text))
    return 'it has a character that a folder, a branch or a shell could misread';
  if (RESERVED.test(text)) return 'Windows reserves that name';
  return null;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
