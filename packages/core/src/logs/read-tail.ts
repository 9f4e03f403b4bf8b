import { open } from 'node:fs/promises';
import { hasCode } from '../errors/messages';

/** The last whole lines within so many bytes of a file's end; none of a file that is not there. */
export async function readTail(path: string, bytes: number): Promise<string[]> {
  const file = await open(path).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  });
  if (file === null) return [];
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - bytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, null, start);
    const lines = buffer.subarray(0, bytesRead).toString('utf8').split('\n');
    // The first may begin in the middle; one endless line is better than nothing.
    const whole = start > 0 && lines.length > 1 ? lines.slice(1) : lines;
    return whole.filter((line) => line.trim() !== '');
  } finally {
    await file.close();
  }
}
