import type { ReceiveVerdict } from '@storygate/core/server/check-receive';
import type { ReceiveProblem } from '@storygate/core/server/judge-received-ref';
import { unreachable } from '@storygate/core/errors/unreachable';
import type { Output } from '../output';
import { short } from './short';

/** Tells a pusher, through git, why a guarded repository does not take a ref, and how work gets in. */
export function renderReceiveVerdict(output: Output, verdict: ReceiveVerdict): void {
  if (verdict.kind === 'allowed') return;
  const name = verdict.ref.replace('refs/heads/', '');
  output.tell(`error: ${name} was not changed: ${why(verdict.problem, name)} [PUSH_REFUSED]`);
  output.tell(`hint: ${advice(verdict.problem)}`);
}

function why(problem: ReceiveProblem, name: string): string {
  switch (problem.kind) {
    case 'deleted':
      return 'it can not be deleted';
    case 'stale':
      return 'it is not where the push took it to be';
    case 'rewound':
      return 'it would lose commits that are on it';
    case 'not-a-commit':
      return 'what was pushed is no commit';
    case 'lookalike':
      return `a file system that ignores case takes it for ${problem.of}`;
    case 'unregistered':
      return 'trunk there has no nx.json that names @storygate/nx, so nobody can say what must hold';
    case 'no-keys':
      return "nobody's attestations count there: neither nx.json nor the server names a key";
    case 'unattested': {
      const [first] = problem.commits;
      const others = problem.commits.length - 1;
      return (
        `the ledger does not attest ${short(first?.commit ?? null)} "${first?.subject ?? ''}"` +
        `${others > 0 ? ` and ${others} more` : ''}: ${first?.reason ?? ''}`
      );
    }
    case 'apart-from-proof':
      return `git would move it before the proof of ${short(problem.commits[0]?.commit ?? null)} is stored, for the push is not atomic`;
    case 'ledger-rewritten':
      return `${name} only grows, and ${problem.paths.length} of its attestations would change or go`;
    case 'ledger-unsigned':
      return `no trusted key signed ${problem.paths.length} attestations that would be in it, first ${problem.paths[0] ?? ''}`;
    default:
      return unreachable(problem, 'problem');
  }
}

function advice(problem: ReceiveProblem): string {
  switch (problem.kind) {
    case 'stale':
      return '`git fetch`, then try again';
    case 'apart-from-proof':
      return 'push both in one transaction: `git push --atomic`';
    case 'no-keys':
      return "the server's owner adds a runner's key: `storygate server init <repository> --key <file>`";
    case 'unregistered':
      return "the server's owner mends it: `storygate server init <repository> --workspace <folder>`";
    default:
      return 'nothing is lost; let the runner land work: `npx storygate merge <story> --no-wait`';
  }
}
