/** What kept a gate from running. */
export type Obstacle =
  /** The checkout could not be prepared: dependencies, submodules, a set-up command. */
  | { readonly kind: 'place' }
  /** Nx is missing, or could not tell what is affected. */
  | { readonly kind: 'graph' }
  /** Something affected has no gate, or a gate with nothing to check. */
  | { readonly kind: 'definitions' }
  /** Its time was over; with the projects whose tasks were under way, where the system tells. */
  | { readonly kind: 'limit'; readonly projects: readonly string[] }
  /** Nx ended without a whole record of what ran, or with an error that is no task's. */
  | { readonly kind: 'record' };
