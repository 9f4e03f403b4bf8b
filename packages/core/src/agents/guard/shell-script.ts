import type { Assignment, Command, Redirection, SyntaxNode, Word } from 'unbash';
import { inputOf, printedBy } from './printed-by';
import { wordFields, type Variables } from './word-fields';

/** One command of a shell script, as far as it can be told without running it. */
export interface ShellCommand {
  /** Program and arguments; {@link UNKNOWN} stands where only the shell knows. */
  readonly argv: readonly string[];
  /** `NAME=value` ahead of the program, or instead of one. */
  readonly assignments: readonly (readonly [name: string, value: string])[];
  /** Files that the shell opens for writing. */
  readonly writes: readonly string[];
  /** What it reads where that stands in the script: a here-document, or what `echo` pipes into it. */
  readonly input: string | null;
  /** The part of the script that it stands in, with what is piped into it. */
  readonly source: string;
}

/** What a shell script starts. */
export interface ShellScript {
  readonly commands: readonly ShellCommand[];
  /** Why not all of it could be read; null when it could. */
  readonly trouble: string | null;
}

/** Reads every command of a shell script, those in substitutions, functions and branches too, in the order they stand. */
export async function readShellScript(source: string): Promise<ShellScript> {
  const { parse, forEachChild } = await import('unbash');
  const commands: ShellCommand[] = [];
  const variables: Variables = new Map();
  let trouble: string | null = null;

  const visit = (node: SyntaxNode, place: Place): void => {
    if (node.type === 'Script') trouble ??= errorOf(node);
    if (node.type === 'Command') commands.push(readCommand(node, variables, place));
    if (node.type === 'For') {
      const words = (node.wordlist ?? []).flatMap((word) => wordFields(word, variables));
      variables.set(node.name.value, words.join(' '));
    }
    if (node.type === 'ArithmeticCommand') {
      // What bash calculates is two subshells to a shell without arithmetic.
      for (const statement of parse(node.body).commands)
        visit(statement, { text: node.body, piped: null, pipeline: null });
    }
    if (node.type !== 'Pipeline') return forEachChild(node, (child) => visit(child, place));
    const pipeline = sourceOf(node.commands, place.text.slice(node.pos, node.end));
    let { piped } = place;
    for (const command of node.commands) {
      visit(command, { ...place, piped, pipeline });
      piped = command.type === 'Command' ? printedBy(command, fieldsIn(variables), piped) : null;
    }
  };
  visit(parse(source), { text: source, piped: null, pipeline: null });
  return { commands, trouble };
}

/** Where a node stands. */
interface Place {
  /** What its positions count in. */
  readonly text: string;
  /** What it reads, where that is known. */
  readonly piped: string | null;
  /** The pipeline around it. */
  readonly pipeline: string | null;
}

/** Here-documents stand behind the command that reads them. */
function sourceOf(nodes: readonly SyntaxNode[], text: string): string {
  const documents = nodes.flatMap((node) =>
    node.type === 'Command'
      ? node.redirects.flatMap((one) => (one.type === 'HereDoc' ? [one.body.text] : []))
      : [],
  );
  return [text, ...documents].join('\n');
}

function fieldsIn(variables: Variables) {
  return (word: Word): string[] => wordFields(word, variables);
}

function errorOf(script: { errors?: readonly { message: string }[] | undefined }): string | null {
  return script.errors?.[0]?.message ?? null;
}

function readCommand(node: Command, variables: Variables, place: Place): ShellCommand {
  const { name, prefix, args, redirects } = node;
  const words = name === undefined ? [] : wordFields(name, variables);
  const assignments = prefix.flatMap((part) =>
    part.type === 'Assignment' ? [readAssignment(part, variables)] : [],
  );
  for (const arg of args) {
    // `export NAME=value` and its kin are written as arguments.
    if (arg.type === 'Assignment') words.push(readAssignment(arg, variables).join('='));
    else words.push(...wordFields(arg, variables));
  }
  return {
    argv: words,
    assignments,
    writes: redirects.flatMap((redirect) => writtenBy(redirect, variables)),
    input: inputOf(redirects, fieldsIn(variables)) ?? place.piped,
    source: place.pipeline ?? sourceOf([node], place.text.slice(node.pos, node.end)),
  };
}

/** What is assigned for one command alone is remembered as well: a later `$NAME` of another value is rare. */
function readAssignment(node: Assignment, variables: Variables): readonly [string, string] {
  const value =
    node.value.type === 'ArrayValue'
      ? node.value.elements.flatMap((word) => wordFields(word, variables)).join(' ')
      : wordFields(node.value, variables).join(' ');
  const gap = node.value.type === 'ArrayValue' ? ' ' : '';
  const before = node.append === true ? variables.get(node.name) : undefined;
  const whole = before === undefined ? value : `${before}${gap}${value}`;
  variables.set(node.name, whole);
  return [node.name, whole];
}

function writtenBy(redirect: Redirection, variables: Variables): string[] {
  if (redirect.type !== 'Redirect' || redirect.target === undefined) return [];
  return redirect.operator.includes('>') ? wordFields(redirect.target, variables) : [];
}
