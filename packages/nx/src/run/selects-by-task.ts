/** What decides how `nx affected` selects. */
export interface AffectedSetting {
  readonly nxVersion: string;
  /** NX_LEGACY_AFFECTED. */
  readonly environment: string | undefined;
  /** nx.json's `affected.legacy`. */
  readonly legacy: boolean | undefined;
}

/**
 * Whether `nx affected` picks single tasks by their own inputs, rather than whole projects. A gate has no inputs
 * of its own, so it would not be picked. From Nx's `selectsAffectedTasks`: before 23.3 never, in 23.3 only where
 * NX_LEGACY_AFFECTED is `false`, from 24 unless it is `true` or nx.json says `affected.legacy`.
 */
export function selectsByTask({ nxVersion, environment, legacy }: AffectedSetting): boolean {
  const [major = 0, minor = 0] = nxVersion.split('.').map(Number);
  if (major < 23 || (major === 23 && minor < 3)) return false;
  if (environment === 'true') return false;
  if (environment === 'false') return true;
  return major >= 24 && legacy !== true;
}
