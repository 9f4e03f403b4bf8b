import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** Where and with what a recorded program was started. */
export interface Recorded {
  readonly cwd: string;
  readonly args: readonly string[];
  /** What marks the programs that Storygate ends with itself; null where it was started to stay. */
  readonly mark: string | null;
}

/** Puts a program of this name into a folder for PATH, whose first start the answer waits for. */
export async function recordProgram(
  folder: string,
  name: string,
): Promise<() => Promise<Recorded>> {
  const socket = join(folder, `${name}.socket`);
  const program = join(folder, name);
  writeFileSync(
    program,
    `#!${process.execPath}
const socket = require('node:net').connect(${JSON.stringify(socket)});
const mark = process.env.STORYGATE_PROGRAM ?? null;
const said = { cwd: process.cwd(), args: process.argv.slice(2), mark };
socket.on('connect', () => socket.end(JSON.stringify(said)));
`,
  );
  chmodSync(program, 0o755);
  const server = createServer();
  const recorded = new Promise<Recorded>((resolve) => {
    server.once('connection', (connection) => {
      let said = '';
      connection.on('data', (data) => (said += data.toString()));
      connection.once('end', () => resolve(JSON.parse(said) as Recorded));
      server.close();
    });
  });
  server.listen(socket);
  // Not started at all, it must not hold the test's process.
  server.unref();
  await once(server, 'listening');
  return () => recorded;
}
