import { stripVTControlCharacters } from 'node:util';

/** Control characters, and those that turn the direction of what follows: they could draw over what else is shown. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** What others wrote (an agent, a program, a file's name) as one line that changes nothing of the terminal. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text).replace(UNSEEN, ' ').replace(/\s+/g, ' ').trim();
}
