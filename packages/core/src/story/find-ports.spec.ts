import { createServer, type Server } from 'node:net';
import { findPorts } from './find-ports';

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))));
});

async function listen(port: number, host: string): Promise<number> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, resolve);
  });
  return (server.address() as { port: number }).port;
}

describe('findPorts', () => {
  it.each(['127.0.0.1', '0.0.0.0', '::1', '::'])(
    'steps over a block in which a program listens at %s',
    async (host) => {
      const used = await listen(0, host);
      const range = { base: used - 5, size: 4 };
      const found = await findPorts(range, { taken: [], before: null });
      expect(found.base).toBeGreaterThan(used);
      expect((found.base - range.base) % 4).toBe(0);
    },
  );

  it('refuses when every block is a story’s or in use, and says what to type', async () => {
    const used = await listen(65_500, '127.0.0.1').catch(() => 65_500);
    const range = { base: used - 36, size: 36 };
    await expect(findPorts(range, { taken: [], before: null })).rejects.toMatchObject({
      kind: 'refusal',
      code: 'NO_FREE_PORTS',
      facts: { inUse: 1, stories: 0 },
      hints: [
        expect.stringContaining('npx storygate remove'),
        expect.stringContaining('ports.base'),
      ],
    });
    await expect(
      findPorts(
        { base: 65_000, size: 268 },
        { taken: [{ base: 65_268, size: 268 }], before: null },
      ),
    ).rejects.toMatchObject({ code: 'NO_FREE_PORTS', facts: { inUse: 0, stories: 1 } });
  });
});
