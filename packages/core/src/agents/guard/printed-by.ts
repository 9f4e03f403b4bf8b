import type { Command, Redirection, Word } from 'unbash';

/** How the words of a command are read. */
export type FieldsOf = (word: Word) => string[];

/** What a command prints, as far as the script itself says; null where it does not. `piped`: what it reads. */
export function printedBy(
  { name, args, redirects }: Command,
  fieldsOf: FieldsOf,
  piped: string | null,
): string | null {
  const words = args.flatMap((arg) => (arg.type === 'Word' ? fieldsOf(arg) : [arg.text]));
  const input = inputOf(redirects, fieldsOf) ?? piped;
  switch (name === undefined ? '' : fieldsOf(name).join(' ')) {
    case 'echo':
      return words.filter((_, at) => !words.slice(0, at + 1).every(isEchoOption)).join(' ');
    case 'printf':
      return formatted(words[0] === '--' ? words.slice(1) : words);
    case 'cat':
      return words.every((word) => word.startsWith('-')) ? input : null;
    case 'tee':
      return input;
    case 'git':
      return /^rev-parse(?: --\S+)* --(?:git-(?:common-)?dir|absolute-git-dir)$/.test(
        words.join(' '),
      )
        ? '.git'
        : null;
    default:
      return null;
  }
}

function isEchoOption(word: string): boolean {
  return /^-[neE]+$/.test(word);
}

/** What a command reads that stands in the script: a here-document, or a string. */
export function inputOf(redirects: readonly Redirection[], fieldsOf: FieldsOf): string | null {
  for (const redirect of redirects) {
    if (redirect.type === 'HereDoc') return redirect.body.text;
    if (redirect.type === 'HereString' && redirect.target !== undefined)
      return fieldsOf(redirect.target).join(' ');
  }
  return null;
}

/** As `printf` has it: the format again until no word is left. */
function formatted([format = '', ...words]: readonly string[]): string {
  const rest = [...words];
  let text = '';
  do {
    const left = rest.length;
    text += format.replace(/%(?:%|[-+ #0-9.]*[a-zA-Z])/g, (found) =>
      found === '%%' ? '%' : (rest.shift() ?? ''),
    );
    if (rest.length === left) break;
  } while (rest.length > 0);
  return text.replace(/\\(?:x([0-9a-fA-F]{1,2})|0?([0-7]{1,3})|([nt\\]))/g, unescaped);
}

function unescaped(_: string, hex?: string, octal?: string, letter = '\\'): string {
  if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
  if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8));
  return { n: '\n', t: '\t' }[letter] ?? letter;
}
