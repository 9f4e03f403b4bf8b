import type { Assignment, Command, Redirection, SyntaxNode, Word } from 'unbash';
import { isKnown, wordFields, type Variables } from './word-fields';

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

  const visit = (node: SyntaxNode, piped: string | null): void => {
    if (node.type === 'Script') trouble ??= errorOf(node);
    if (node.type === 'Command') commands.push(readCommand(node, variables, piped));
    if (node.type === 'For') {
      const words = (node.wordlist ?? []).flatMap((word) => wordFields(word, variables));
      variables.set(node.name.value, words.join(' '));
    }
    if (node.type === 'ArithmeticCommand') {
      // What bash calculates is two subshells to a shell without arithmetic.
      for (const statement of parse(node.body).commands) visit(statement, null);
    }
    if (node.type !== 'Pipeline') return forEachChild(node, (child) => visit(child, null));
    node.commands.forEach((command, at) => {
      const before = node.commands[at - 1];
      visit(command, before?.type === 'Command' ? printed(before, variables) : null);
    });
  };
  visit(parse(source), null);
  return { commands, trouble };
}

function errorOf(script: { errors?: readonly { message: string }[] | undefined }): string | null {
  return script.errors?.[0]?.message ?? null;
}

function readCommand(node: Command, variables: Variables, piped: string | null): ShellCommand {
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
    input: inputOf(redirects, variables) ?? piped,
  };
}

/** What is assigned for one command alone is remembered as well: a later `$NAME` of another value is rare. */
function readAssignment(node: Assignment, variables: Variables): readonly [string, string] {
  const value =
    node.value.type === 'ArrayValue'
      ? node.value.elements.flatMap((word) => wordFields(word, variables)).join(' ')
      : wordFields(node.value, variables).join(' ');
  variables.set(node.name, value);
  return [node.name, value];
}

function writtenBy(redirect: Redirection, variables: Variables): string[] {
  if (redirect.type !== 'Redirect' || redirect.target === undefined) return [];
  return redirect.operator.includes('>') ? wordFields(redirect.target, variables) : [];
}

function inputOf(redirects: readonly Redirection[], variables: Variables): string | null {
  for (const redirect of redirects) {
    if (redirect.type === 'HereDoc') return redirect.body.text;
    if (redirect.type === 'HereString' && redirect.target !== undefined)
      return wordFields(redirect.target, variables).join(' ');
  }
  return null;
}

/** What `echo` and `printf` print, when it stands in the script; null for every other command. */
function printed({ name, args }: Command, variables: Variables): string | null {
  if (name?.value !== 'echo' && name?.value !== 'printf') return null;
  const words = args.filter((arg): arg is Word => arg.type === 'Word');
  const text = words.flatMap((word) => wordFields(word, variables)).join(' ');
  return isKnown(text) ? text : null;
}
