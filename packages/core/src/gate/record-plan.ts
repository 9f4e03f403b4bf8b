import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes what a gate run was about to do into its folder; `graph` is Nx's own project graph. */
export async function recordPlan(
  folder: string,
  plan: { readonly affected: readonly string[]; readonly graph: object },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(planFile(folder), JSON.stringify({ version: 1, ...plan }));
}

/** Where a run's plan is, until it is taken. */
export function planFile(folder: string): string {
  return join(folder, 'plan.json');
}
