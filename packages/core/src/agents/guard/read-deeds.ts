import { deed, type Deed } from './deed';
import { judgeGit } from './judge-git';
import { judgeWrites } from './judge-writes';
import { readShellScript, type ShellCommand } from './shell-script';
import { unwrap } from './unwrap';

/** So deep a shell in a shell is read. */
const DEEPEST = 8;

/** Words without which a text that can't be read is of no concern. */
const CONCERNS = /git|HUSKY/i;

/**
 * What a command line would do that the gates stand in front of, in the order it stands there. Pure: nothing is run and
 * nothing looked up. What can't be read is a deed of its own where it speaks of git.
 */
export async function readDeeds(line: string, depth = 0): Promise<Deed[]> {
  if (depth > DEEPEST) return [deed('unreadable', 'shells in shells')];
  const { commands, trouble } = await readShellScript(line);
  const deeds: Deed[] = [];
  for (const command of commands) deeds.push(...(await judgeCommand(command, depth)));
  if (trouble !== null && CONCERNS.test(line)) deeds.push(deed('unreadable', trouble));
  return deeds;
}

async function judgeCommand(command: ShellCommand, depth: number): Promise<Deed[]> {
  const { git, scripts, assignments } = unwrap(command);
  const judged = git === null ? { deeds: [], scripts: [] } : judgeGit(git);
  const deeds = [
    ...assignments.flatMap(judgeVariable),
    ...judged.deeds,
    ...judgeWrites(command.argv, command.writes),
  ];
  for (const script of [...scripts, ...judged.scripts]) {
    deeds.push(...(await readDeeds(script, depth + 1)));
  }
  return deeds;
}

function judgeVariable([name, value]: readonly [string, string]): Deed[] {
  const said = `${name}=${value}`;
  if ((name === 'HUSKY' && value === '0') || name === 'HUSKY_SKIP_HOOKS')
    return [deed('skips-hooks', said)];
  return /^GIT_CONFIG(?:_|$)/.test(name) ? [deed('changes-git-config', said)] : [];
}
