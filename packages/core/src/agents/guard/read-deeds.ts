import { posix } from 'node:path';
import { deed, type Deed } from './deed';
import { judgeGit } from './judge-git';
import { judgeWrites } from './judge-writes';
import { readShellScript, type ShellCommand } from './shell-script';
import { unwrap } from './unwrap';
import { isKnown, UNKNOWN } from './word-fields';

/** So deep a shell in a shell is read. */
const DEEPEST = 8;

const UNSEEN = 'a shell is to run what only shows when it runs';

/** Words without which a text that can't be read is of no concern. */
const CONCERNS = /git|HUSKY/i;

/** Git called by name, not in an address such as github.com: a shell that runs what can't be told may run that. */
const CALLS = /(?<![\w./@-])git(?![\w./-])|HUSKY/i;

/**
 * What a command line would do that the gates stand in front of, in the order it stands there. Pure: nothing is run and
 * nothing looked up. What can't be read is a deed of its own where it speaks of git.
 */
export async function readDeeds(line: string, depth = 0): Promise<Deed[]> {
  if (depth > DEEPEST) return [deed('unreadable', 'shells in shells')];
  const { commands, trouble } = await readShellScript(line);
  const deeds: Deed[] = [];
  let folder = '';
  for (const command of commands) {
    deeds.push(...(await judgeCommand(command, folder, depth)));
    folder = folderAfter(command, folder);
  }
  if (trouble !== null && CONCERNS.test(line)) deeds.push(deed('unreadable', trouble));
  return deeds;
}

/** Where the next command works, from where the script began. */
function folderAfter({ argv }: ShellCommand, folder: string): string {
  if (argv[0] !== 'cd' && argv[0] !== 'pushd') return folder;
  const to = argv.slice(1).find((word) => !word.startsWith('-')) ?? '';
  return isKnown(to) ? posix.resolve('/', folder, to).slice(1) : '';
}

async function judgeCommand(command: ShellCommand, folder: string, depth: number): Promise<Deed[]> {
  const { git, scripts, assignments } = unwrap(command);
  const judged = git === null ? { deeds: [], scripts: [] } : judgeGit(git);
  const deeds = [
    ...assignments.flatMap(judgeVariable),
    ...judged.deeds,
    ...judgeWrites(command.argv, command.writes, folder),
  ];
  for (const script of [...scripts, ...judged.scripts]) {
    if (script !== UNKNOWN) deeds.push(...(await readDeeds(script, depth + 1)));
    else if (CALLS.test(command.source)) deeds.push(deed('unreadable', UNSEEN));
  }
  return deeds;
}

function judgeVariable([name, value]: readonly [string, string]): Deed[] {
  const said = `${name}=${value}`;
  if ((name === 'HUSKY' && value === '0') || name === 'HUSKY_SKIP_HOOKS')
    return [deed('skips-hooks', said)];
  return /^GIT_CONFIG(?:_|$)/.test(name) ? [deed('changes-git-config', said)] : [];
}
