import type { CommandExpansionPart, Word, WordPart } from 'unbash';

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

/** What an expansion becomes. */
function expansionOf(part: WordPart, variables: Variables): string {
  switch (part.type) {
    case 'Literal':
      return part.value;
    case 'SimpleExpansion':
      return variables.get(part.text.slice(1)) ?? UNKNOWN;
    case 'ParameterExpansion': {
      const { parameter, operation, prefix, index } = part;
      if (prefix !== undefined || index !== undefined) return UNKNOWN;
      const value = variables.get(parameter);
      if (operation === undefined) return value ?? UNKNOWN;
      if (operation.type !== 'Default' || operation.operator.includes('?')) return UNKNOWN;
      const other = wordFields(operation.operand, variables).join(' ');
      return operation.operator.includes('+') ? other : value || other;
    }
    case 'CommandExpansion':
      return printedBy(part, variables);
    default:
      return UNKNOWN;
  }
}

/** What `$(echo …)` becomes. */
function printedBy({ script }: CommandExpansionPart, variables: Variables): string {
  const [only, ...others] = script?.commands ?? [];
  const command = only?.command;
  if (command?.type !== 'Command' || others.length > 0) return UNKNOWN;
  if (command.name?.value !== 'echo' && command.name?.value !== 'printf') return UNKNOWN;
  return command.args
    .flatMap((arg) => (arg.type === 'Word' ? wordFields(arg, variables) : [arg.text]))
    .join(' ');
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
