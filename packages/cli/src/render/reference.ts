import type { Command } from 'commander';
import { EXIT } from '../exit-code';

const COLUMNS = 80;

const INTRODUCTION = `<!-- Written by \`npm run docs\` from the commands themselves; don't edit. -->

# Commands

Every command works from any worktree or subfolder of the workspace. Type
\`npx storygate <command>\`, or \`npx storygate <command> --help\` for what follows.

- Results go to standard output. Progress, warnings and errors go to standard
  error.
- With \`--json\`, standard output holds one JSON document and nothing else;
  [json.md](json.md) describes its fields.
- A refusal is one \`error:\` line that ends with a code, then \`hint:\` lines;
  [troubleshooting.md](troubleshooting.md) lists the codes.
`;

const EXIT_CODES: readonly (readonly [number, string])[] = [
  [EXIT.done, 'done'],
  [EXIT.refused, 'refused, and you can act: a red gate, a conflict, a bad option'],
  [EXIT.usage, 'the command line could not be understood'],
  [EXIT.interrupted, 'interrupted'],
  [EXIT.unexpected, 'git failed unexpectedly, or a defect of Storygate'],
];

/** The command reference, docs/commands.md: the help of every command, at 80 columns. */
export function renderReference(program: Command): string {
  return [INTRODUCTION, exitCodes(), ...sections('storygate', program)].join('\n');
}

function sections(title: string, command: Command): string[] {
  const below = command.commands.flatMap((one) => sections(`${title} ${one.name()}`, one));
  return [section(title, command), ...below];
}

function exitCodes(): string {
  const rows = EXIT_CODES.map(([code, meaning]) => `- \`${code}\`: ${meaning}`);
  return `## Exit codes\n\n${rows.join('\n')}\n`;
}

function section(title: string, command: Command): string {
  const help = command.configureOutput({ getOutHelpWidth: () => COLUMNS }).helpInformation();
  return `## ${title}\n\n\`\`\`\n${help.trimEnd()}\n\`\`\`\n`;
}
