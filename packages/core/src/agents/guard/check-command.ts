import { readTrunkLocation } from '../../repository/trunk';
import { requireHookRepository } from '../../repository/repository';
import type { Deed } from './deed';
import { readDeeds } from './read-deeds';

/** What is to be refused in a command line that an agent is about to run; nothing where it may run it. */
export async function checkCommand(line: string, cwd: string): Promise<Deed[]> {
  const deeds = await readDeeds(line);
  if (deeds.every(({ branch }) => branch === null)) return deeds;
  const trunk = readTrunkLocation(await requireHookRepository(cwd)).branch;
  return deeds.filter(({ branch }) => branch === null || branch === trunk);
}
