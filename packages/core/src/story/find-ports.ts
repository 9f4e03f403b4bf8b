import { createServer } from 'node:net';
import pLimit from 'p-limit';
import { refusal } from '../errors/storygate-error';
import { hasCode } from '../errors/messages';
import { isUntaken, planPorts, type PortBlock } from './plan-ports';

/**
 * The block that the story had before, or else the lowest, that no other story has and none of whose ports is in use now;
 * or a refusal. A program that starts to listen later is not known here.
 */
export async function findPorts(
  range: PortBlock,
  { taken, before }: { readonly taken: readonly PortBlock[]; readonly before: PortBlock | null },
): Promise<PortBlock> {
  if (before !== null && isUntaken(before, taken) && (await isFree(before))) return before;
  let inUse = 0;
  for (const block of planPorts(range, taken)) {
    if (await isFree(block)) return block;
    inUse += 1;
  }
  throw refusal({
    code: 'NO_FREE_PORTS',
    message: `there is no block of ${range.size} free ports above ${range.base}: stories have ${taken.length}, and of ${inUse} more a port is in use`,
    hints: [
      'Remove stories that are done with `npx storygate remove <story>`; `npx storygate status` lists them.',
      'Or set a lower options.stories.ports.base, or a smaller ports.size, of "@storygate/nx" in nx.json on trunk.',
    ],
    facts: { range, stories: taken.length, inUse },
  });
}

/** How many ports are tried at once. */
const AT_ONCE = 32;

/** Whether a program could listen on every port of a block; stops at the first that is in use. */
async function isFree({ base, size }: PortBlock): Promise<boolean> {
  const limit = pLimit(AT_ONCE);
  let free = true;
  await Promise.all(
    Array.from({ length: size }, (_, n) =>
      limit(async () => {
        if (free && !(await canListen(base + n))) free = false;
      }),
    ),
  );
  return free;
}

/** Where servers of a workspace listen: "localhost" by either protocol, and every address. One after the other, as they exclude each other. */
const ADDRESSES = ['127.0.0.1', '::1', '::'];

async function canListen(port: number): Promise<boolean> {
  for (const address of ADDRESSES) {
    if (!(await canListenAt(port, address))) return false;
  }
  return true;
}

function canListenAt(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      // A machine without IPv6 has no such address that anybody could listen at.
      if (hasCode(error, 'EADDRNOTAVAIL') || hasCode(error, 'EAFNOSUPPORT')) resolve(true);
      else if (hasCode(error, 'EADDRINUSE') || hasCode(error, 'EACCES')) resolve(false);
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
