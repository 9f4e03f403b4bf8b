/** Jest's global tear-down of the end-to-end tests: removes what the set-up packed. */
import { rmSync } from 'node:fs';

export default function removePacks(): void {
  const folder = process.env['E2E_PACKS'];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
