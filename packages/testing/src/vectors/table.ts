import { BRANCHES } from './branches';
import { COMMITS } from './commits';
import { LEDGER_REWRITES } from './ledger';
import { MERGES } from './merges';
import { PLUMBING, TAKEN_AWAY, UNHEARD } from './plumbing';
import { REMOTE } from './remote';
import type { VectorGroup } from './vector';

/** Every known way of moving trunk or the ledger, in the order of docs/protection.md. */
export const TABLE: readonly VectorGroup[] = [
  { title: 'Commits on trunk’s branch', trunk: 'local', vectors: COMMITS },
  { title: 'Merges, resets and rebases on trunk’s branch', trunk: 'local', vectors: MERGES },
  { title: 'Trunk’s branch by its name', trunk: 'local', vectors: BRANCHES },
  { title: 'Commands that write refs', trunk: 'local', vectors: PLUMBING },
  { title: 'Past the hooks', trunk: 'local', vectors: UNHEARD },
  { title: 'Back, past the hooks', trunk: 'local', vectors: TAKEN_AWAY },
  { title: 'The ledger', trunk: 'local', vectors: LEDGER_REWRITES },
  {
    title: 'Trunk in a bare repository of the same OS user, without `pre-receive`',
    trunk: 'remote',
    vectors: REMOTE,
  },
];
