import { NxError } from './nx-error';

/** An option that Nx's command line may have turned into a number, as it does with `42`. */
export type TextOrNumber = string | number;

/**
 * The option as it was typed. Nx turns what yargs takes for a number into one, and `1e5` or `0x10` can't be told from
 * the number again: such a value is refused rather than changed.
 */
export function literalText(value: TextOrNumber, option: string, argv: readonly string[]): string {
  const text = String(value);
  if (typeof value === 'string' || argv.some((word) => wordsIn(word).includes(text))) return text;
  throw new NxError(
    `Nx reads ${option} as the number ${text}, which is not what was typed`,
    'NUMBER',
    ['use `npx storygate`, which takes it literally'],
  );
}

/** The values a word of the command line may hold: itself, what follows its `=`, and items of a comma list. */
function wordsIn(word: string): string[] {
  const value = word.slice(word.indexOf('=') + 1);
  return [word, ...value.split(',')];
}
