import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { must } from '../process/run';
import { writeFiles } from '../repository/repository';

/** What happens at one of git's calls, counted from 1 among those that change something. */
export type Fault = KillFault | { readonly call: number; readonly run: string };

/** Kills the whole process group, around a call of git or inside its ref transaction. */
export interface KillFault {
  readonly call: number;
  /**
   * `prepared`: git holds the refs' locks and has changed nothing; `between`: it has changed the first ref of several;
   * `committed`: it has changed all and not ended yet.
   */
  readonly kill: 'before' | 'after' | 'prepared' | 'between' | 'committed';
}

/** A `git` that comes first on the PATH and writes down each call that changes something. */
export interface FaultyGit {
  /** What a program must see so that its git is this one; `hooks` is the folder of the hooks that git would run. */
  environment(fault: Fault | null, hooks: string): NodeJS.ProcessEnv;
  /** The calls since the last environment was asked for. */
  calls(): string[];
}

/** Makes the program in a folder of its own. */
export async function createFaultyGit(folder: string): Promise<FaultyGit> {
  const bin = join(folder, 'faulty-bin');
  const hooks = join(folder, 'faulty-hooks');
  const log = join(folder, 'faulty-calls');
  const real = await must('sh', ['-c', 'command -v git'], { cwd: folder });
  mkdirSync(bin, { recursive: true });
  writeFiles(bin, { git: wrapper(real, log, hooks) });
  writeFiles(hooks, { 'reference-transaction': HOOK });
  chmodSync(join(bin, 'git'), 0o755);
  chmodSync(join(hooks, 'reference-transaction'), 0o755);
  return {
    environment: (fault, before) => {
      rmSync(log, { force: true });
      const path = process.env['PATH'] ?? '';
      return {
        PATH: `${bin}:${path}`,
        FAULT_PATH: path,
        FAULT_CALL: String(fault?.call ?? 0),
        FAULT_KILL: fault !== null && 'kill' in fault ? fault.kill : '',
        FAULT_RUN: fault !== null && 'run' in fault ? fault.run : '',
        FAULT_HOOKS: before,
      };
    },
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []),
  };
}

const wrapper = (real: string, log: string, hooks: string) => `#!/bin/sh
command=
skip=
for word; do
  [ -z "$skip" ] || { skip=; continue; }
  case $word in
    -c | -C) skip=1 ;;
    -*) ;;
    *) command=$word; break ;;
  esac
done
case "$command $*" in
  hash-object*' -w '*) ;;
  symbolic-ref*' -m '*) ;;
  'config '*--get* | 'config '*--list*) exec '${real}' "$@" ;;
  config*) ;;
  update-ref* | read-tree* | update-index* | write-tree* | merge-tree* | commit-tree* | mktag*) ;;
  push* | fetch* | clone* | checkout* | clean*) ;;
  *) exec '${real}' "$@" ;;
esac
echo "$*" >>'${log}'
[ "$(wc -l <'${log}')" -eq "$FAULT_CALL" ] || exec '${real}' "$@"
case $FAULT_KILL in
  '') (PATH=$FAULT_PATH sh -c "$FAULT_RUN" </dev/null >/dev/null 2>&1); exec '${real}' "$@" ;;
  before) kill -9 0 ;;
  after) '${real}' "$@"; kill -9 0 ;;
  *) exec '${real}' -c core.hooksPath='${hooks}' "$@" ;;
esac
`;

/** Runs the hook that git would have run, and then kills. */
const HOOK = `#!/bin/sh
all=$(cat)
printf '%s\\n' "$all" | "$FAULT_HOOKS/reference-transaction" "$@" || exit
case $FAULT_KILL/$1 in
  prepared/prepared | committed/committed) kill -9 0 ;;
  between/prepared)
    ref=$(printf '%s\\n' "$all" | { read -r old new ref; echo "$ref"; })
    cd "$(git rev-parse --git-common-dir)" && mv "$ref.lock" "$ref"
    kill -9 0
    ;;
esac
`;
