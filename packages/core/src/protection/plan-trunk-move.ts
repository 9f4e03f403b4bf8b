import type { Unattested } from '../audit/find-unattested';

/** What is known of a change of trunk's ref that git has prepared and not yet made. */
export interface TrunkMoveFacts {
  /** Whether trunk's tip names the plugin and asks for protection; before that there is nothing to hold it to. */
  readonly protectedAtTip: boolean;
  readonly move: TrunkMove;
}

/** Where git is about to leave the ref, compared with where it stands. */
export type TrunkMove =
  /** `gc` and `pack-refs` write a ref again as it is. */
  | { readonly kind: 'unchanged' }
  /** `pack-refs` removes a loose ref after it wrote the same value to packed-refs: the ref stays. */
  | { readonly kind: 'prune' }
  /** There was no such ref. */
  | { readonly kind: 'created' }
  | { readonly kind: 'deleted' }
  /** The branch would become a name for another branch, which anything may move. */
  | { readonly kind: 'symbolic'; readonly target: string }
  /** To what was fetched as trunk of the remote, or to an ancestor of it. */
  | { readonly kind: 'followed-remote' }
  /** The old tip is not an ancestor of the new one. */
  | { readonly kind: 'rewound'; readonly to: string }
  /** The ledger would go on, without some of the attestations that are in it. */
  | { readonly kind: 'forgets'; readonly to: string; readonly paths: readonly string[] }
  | { readonly kind: 'forward'; readonly to: string; readonly unattested: readonly Unattested[] };

/** Whether the change may happen. */
export type TrunkMoveVerdict =
  { readonly kind: 'allowed' } | { readonly kind: 'refused'; readonly move: TrunkMove };

/** Decides whether trunk may move: forward only, and only to commits that the ledger attests. */
export function planTrunkMove({ protectedAtTip, move }: TrunkMoveFacts): TrunkMoveVerdict {
  if (!protectedAtTip) return { kind: 'allowed' };
  switch (move.kind) {
    case 'unchanged':
    case 'prune':
    case 'created':
    case 'followed-remote':
      return { kind: 'allowed' };
    case 'forward':
      return move.unattested.length === 0 ? { kind: 'allowed' } : { kind: 'refused', move };
    case 'deleted':
    case 'symbolic':
    case 'rewound':
    case 'forgets':
      return { kind: 'refused', move };
  }
}
