import { stripVTControlCharacters } from 'node:util';

/** Every character that is not seen, but line breaks and tabs. */
const UNSEEN = /(?:(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}])+/gu;

/** What others wrote (an agent, a file's name, git) as lines that do nothing to the terminal but fill it. */
export function cleanLines(text: string): string {
  return stripVTControlCharacters(text).replace(/\r\n?/g, '\n').replace(UNSEEN, ' ');
}

const ESCAPE = '\u001b';
const COLOUR = new RegExp(`(${ESCAPE}\\[[\\d;:]*m)`);

/** The same for what a program printed: its colours stay. */
export function cleanPrint(text: string): string {
  const pieces = text.split(COLOUR);
  return pieces.map((piece, at) => (at % 2 === 1 ? piece : cleanLines(piece))).join('');
}
