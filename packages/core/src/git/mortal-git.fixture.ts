import { Git } from './git';
import { runWithSimpleGit } from './run-with-simple-git';

/** At which of its calls that change something a program dies, counted from 1, and on which side of it. */
export interface Death {
  readonly call: number;
  readonly when: 'before' | 'after';
}

/** Commands that change nothing anybody could miss. */
const READING =
  /^(rev-parse|for-each-ref|ls-files|ls-tree|status|diff|diff-index|diff-tree|rev-list|log|cat-file|merge-base|show|reflog|check-ignore|version|grep)$/;

/**
 * For specs: a git whose caller dies at a call. What is awaited from then on never comes, so that nothing after it runs, no
 * `catch` and no `finally`, as when the process is killed there.
 */
export function mortalGit(
  cwd: string,
  death: Death,
): { readonly git: Git; readonly died: Promise<'died'> } {
  let calls = 0;
  let isDead = false;
  let tell: (died: 'died') => void = () => undefined;
  const died = new Promise<'died'>((resolve) => (tell = resolve));
  const die = async (): Promise<never> => {
    isDead = true;
    tell('died');
    return new Promise<never>(() => undefined);
  };
  const git = new Git(
    cwd,
    {},
    {
      stopping: null,
      run: async (call) => {
        const isLast = isChange(call.args) && ++calls === death.call;
        if (isDead || (isLast && death.when === 'before')) return die();
        const end = await runWithSimpleGit(call);
        return isDead || isLast ? die() : end;
      },
    },
  );
  return { git, died };
}

function isChange(args: readonly string[]): boolean {
  const [first = '', ...rest] = args.filter((arg, at) => arg !== '-c' && args[at - 1] !== '-c');
  if (first === 'worktree') return rest[0] !== 'list';
  if (first === 'config') return !rest.some((arg) => arg.startsWith('--get'));
  return !READING.test(first);
}
