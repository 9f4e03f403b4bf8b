import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findUnattested } from '../audit/find-unattested';
import { isAncestor } from '../git/commits';
import { readRef } from '../git/refs';
import { findForgotten, LEDGER_REF, openLedger } from '../ledger/ledger';
import { parseCommitSha, type CommitSha } from '../names/object-id';
import { readPolicy } from '../options/policy';
import type { Repository } from '../repository/repository';
import { readTrunkLocation, trunkRef } from '../repository/trunk';
import { readTextOrNull } from '../state/read-text';
import { parseRefUpdates, type RefUpdate } from './ref-update';
import { planTrunkMove, type TrunkMove, type TrunkMoveVerdict } from './plan-trunk-move';

/** A verdict with the ref it is about. */
export interface RefVerdict {
  readonly ref: string;
  readonly verdict: TrunkMoveVerdict;
}

/**
 * Judges what git is about to do to trunk's branch and to the ledger, in the `prepared` state of a reference
 * transaction. Other refs are none of its business; but whatever name for one of the two the hook's filter passes on
 * means it, in any case (`refs/heads/MAIN`).
 */
export async function checkRefUpdates(
  repository: Repository,
  input: string,
): Promise<RefVerdict[]> {
  const location = readTrunkLocation(repository);
  const guarded = [`refs/heads/${location.branch}`, LEDGER_REF];
  const verdicts: RefVerdict[] = [];
  for (const { ref: named, next } of parseRefUpdates(input)) {
    const ref = guarded.find((one) => one.toLowerCase() === named.toLowerCase());
    if (ref === undefined) continue;
    const update = { ref, next };
    const current = await readRef(repository.git, update.ref);
    if (current === null) {
      verdicts.push({ ref: update.ref, verdict: { kind: 'allowed' } });
    } else if (update.ref === LEDGER_REF) {
      verdicts.push({ ref: update.ref, verdict: await judgeLedger(repository, update, current) });
    } else {
      const seen =
        location.remote === null ? null : await readRef(repository.git, trunkRef(location));
      const policy = await readPolicy(repository.git, current, repository.prefix);
      const verdict = planTrunkMove({
        protectedAtTip: policy.registered && policy.options.trunk.protect,
        move: await readMove(repository, update, current, { remote: location.remote, tip: seen }),
      });
      verdicts.push({ ref: update.ref, verdict });
    }
  }
  return verdicts;
}

/** The ledger only grows: what it said once, it says for ever. */
async function judgeLedger(
  repository: Repository,
  update: RefUpdate,
  current: CommitSha,
): Promise<TrunkMoveVerdict> {
  const simple = await readSimpleMove(repository, update, current);
  if (simple !== null) return planTrunkMove({ protectedAtTip: true, move: simple });
  const to = parseCommitSha(update.next.kind === 'object' ? update.next.id : '');
  const { git } = repository;
  if (!(await isAncestor(git, current, to)))
    return { kind: 'refused', move: { kind: 'rewound', to } };
  const paths = await findForgotten(git, current, to);
  return paths.length === 0
    ? { kind: 'allowed' }
    : { kind: 'refused', move: { kind: 'forgets', to, paths } };
}

/** What is fetched of trunk on its remote. */
interface RemoteTip {
  readonly remote: string | null;
  readonly tip: CommitSha | null;
}

async function readMove(
  repository: Repository,
  update: RefUpdate,
  current: CommitSha,
  seen: RemoteTip,
): Promise<TrunkMove> {
  const { git } = repository;
  const simple = await readSimpleMove(repository, update, current);
  if (simple !== null) return simple;
  const to = parseCommitSha(update.next.kind === 'object' ? update.next.id : '');
  if (seen.tip !== null && (await isAncestor(git, to, seen.tip)))
    return { kind: 'followed-remote' };
  if (!(await isAncestor(git, current, to))) return { kind: 'rewound', to };
  const ledger = await openLedger(repository, seen.remote);
  const { unattested } = await findUnattested(git, ledger, current, to);
  return { kind: 'forward', to, unattested };
}

/** The moves that can be told without looking at history; null for all others. */
async function readSimpleMove(
  repository: Repository,
  { ref, next }: RefUpdate,
  current: CommitSha,
): Promise<TrunkMove | null> {
  if (next.kind === 'symbolic') return { kind: 'symbolic', target: next.target };
  if (next.kind === 'object') return next.id === current ? { kind: 'unchanged' } : null;
  return isPrune(repository.commonDir, ref, current) ? { kind: 'prune' } : { kind: 'deleted' };
}

/**
 * Whether a deletion is `pack-refs` (or `gc`) tidying up: the value is in packed-refs already, and packed-refs is not
 * locked. A real deletion holds that lock at this moment, since it must take the ref out of there too (found by
 * experiment on git 2.39: docs/decisions/0008).
 */
function isPrune(commonDir: string, ref: string, current: CommitSha): boolean {
  if (existsSync(join(commonDir, 'packed-refs.lock'))) return false;
  const packed = readTextOrNull(join(commonDir, 'packed-refs'));
  return packed?.split('\n').includes(`${current} ${ref}`) ?? false;
}
