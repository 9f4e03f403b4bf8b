import type { CommandExpansionPart, Word, WordPart } from 'unbash';
import { printedBy } from './printed-by';

/** Stands for what only the running shell knows. No argument of a program can hold it. */
export const UNKNOWN = '\0';

/** What variables hold, as far as the script itself says. */
export type Variables = Map<string, string>;

/** Whether all of a text is known. */
export function isKnown(text: string): boolean {
  return !text.includes(UNKNOWN);
}

/** The arguments that one word of a script becomes: quotes taken off, known variables and braces put in. */
export function wordFields(word: Word, variables: Variables): string[] {
  if (word.parts === undefined) return [word.value];
  const fields = new Fields();
  for (const part of word.parts) addPart(fields, part, variables);
  return fields.all();
}

function addPart(fields: Fields, part: WordPart, variables: Variables): void {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
    case 'Glob':
      return fields.add(part.value);
    case 'DoubleQuoted':
    case 'LocaleString': {
      const [only, ...others] = part.parts;
      // The one thing that quotes do not hold together.
      if (only !== undefined && others.length === 0 && isWholeArray(only))
        return fields.split(expansionOf(only, variables));
      const inner = new Fields();
      for (const child of part.parts) inner.add(expansionOf(child, variables));
      return fields.add(inner.all().join(''));
    }
    case 'BraceExpansion':
      return fields.branch(/^\{([^{}]*,[^{}]*)\}$/.exec(part.text)?.[1]?.split(',') ?? [UNKNOWN]);
    case 'ExtendedGlob':
    case 'ProcessSubstitution':
      return fields.add(UNKNOWN);
    default:
      return fields.split(expansionOf(part, variables));
  }
}

function isWholeArray(part: WordPart): boolean {
  return part.type === 'ParameterExpansion' && part.index?.value === '@';
}

/** An array's elements are kept as one text, parted by spaces. */
function elementOf(value: string | undefined, index: Word | undefined): string | undefined {
  if (index === undefined || index.value === '@' || index.value === '*') return value;
  return value?.split(' ')[Number(index.value)];
}

/** What an expansion becomes. */
function expansionOf(part: WordPart, variables: Variables): string {
  switch (part.type) {
    case 'Literal':
      return part.value;
    case 'SimpleExpansion':
      return variables.get(part.text.slice(1)) ?? UNKNOWN;
    case 'ParameterExpansion': {
      const { parameter, operation, prefix, index } = part;
      if (prefix !== undefined) return UNKNOWN;
      const value = elementOf(variables.get(parameter), index);
      if (operation === undefined) return value ?? UNKNOWN;
      if (operation.type !== 'Default' || operation.operator.includes('?')) return UNKNOWN;
      const other = wordFields(operation.operand, variables).join(' ');
      return operation.operator.includes('+') ? other : value || other;
    }
    case 'CommandExpansion':
      return substituted(part, variables);
    default:
      return UNKNOWN;
  }
}

/** What `$(echo …)` becomes. */
function substituted({ script }: CommandExpansionPart, variables: Variables): string {
  const [only, ...others] = script?.commands ?? [];
  const command = only?.command;
  if (command?.type !== 'Command' || others.length > 0) return UNKNOWN;
  const printed = printedBy(command, (word) => wordFields(word, variables), null);
  return printed?.replace(/\n+$/, '') ?? UNKNOWN;
}

/** The fields of one word while it is read. */
class Fields {
  private readonly done: string[] = [];
  /** The last field, in every form that braces give it. */
  private open = [''];

  add(text: string): void {
    this.open = this.open.map((field) => field + text);
  }

  branch(texts: readonly string[]): void {
    this.open = this.open.flatMap((field) => texts.map((text) => field + text));
  }

  /** As the shell does with what is not quoted. */
  split(text: string): void {
    const [first = '', ...others] = text.split(/\s+/);
    this.add(first);
    for (const other of others) {
      this.done.push(...this.open);
      this.open = [other];
    }
  }

  all(): string[] {
    return [...this.done, ...this.open];
  }
}
