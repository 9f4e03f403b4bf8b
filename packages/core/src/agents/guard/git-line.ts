/** How a command of git takes its options, as far as the guard has to know: which take the next word for a value. */
export interface OptionForm {
  /** Short options with a value. */
  readonly short: string;
  /** Short options whose value, if any, is attached: what follows one is no further option. */
  readonly attached: string;
  /** Long options with a value, without `--`. */
  readonly valued: readonly string[];
  /** Long options without one that are looked for. */
  readonly plain: readonly string[];
}

/** The words behind a command of git. */
export interface GitLine {
  /** `no-verify`, or a letter; with its value, when it has one. */
  readonly options: readonly { readonly name: string; readonly value: string | null }[];
  readonly operands: readonly string[];
}

/** Tells options from operands as git does: clusters, `=`, unambiguous beginnings, and `--`. */
export function readGitLine(words: readonly string[], form: OptionForm): GitLine {
  const options: { name: string; value: string | null }[] = [];
  const operands: string[] = [];
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') {
      operands.push(...rest);
      break;
    }
    if (word.startsWith('--')) options.push(readLong(word.slice(2), form, rest));
    else if (word.startsWith('-') && word !== '-')
      options.push(...readCluster(word.slice(1), form, rest));
    else operands.push(word);
  }
  return { options, operands };
}

function readLong(text: string, form: OptionForm, rest: string[]) {
  const [typed = '', ...values] = text.split('=');
  const name = wholeName(typed, form);
  if (values.length > 0) return { name, value: values.join('=') };
  return { name, value: form.valued.includes(name) ? (rest.shift() ?? null) : null };
}

function readCluster(letters: string, form: OptionForm, rest: string[]) {
  const options: { name: string; value: string | null }[] = [];
  for (let at = 0; at < letters.length; at++) {
    const name = letters.charAt(at);
    const takesValue = form.short.includes(name);
    const behind = letters.slice(at + 1);
    const value = takesValue ? (behind === '' ? (rest.shift() ?? null) : behind) : null;
    options.push({ name, value });
    if (takesValue || form.attached.includes(name)) break;
  }
  return options;
}

/** Git takes any beginning of a long option that belongs to no other. */
function wholeName(typed: string, { valued, plain }: OptionForm): string {
  const names = [...valued, ...plain];
  if (names.includes(typed)) return typed;
  const [only, ...others] = names.filter((name) => name.startsWith(typed));
  return only !== undefined && others.length === 0 ? only : typed;
}
