import { open } from 'node:fs/promises';
import { hasCode } from '../errors/messages';
import { leftOut } from '../process/head-and-tail';

/** A log's text, of a long one beginning and end (together `most` bytes) with a line between them; null when it is gone. */
export async function readEnds(path: string, most: number): Promise<string | null> {
  const file = await open(path).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  });
  if (file === null) return null;
  try {
    const { size } = await file.stat();
    const read = async (position: number, length: number) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
      return buffer.subarray(0, bytesRead).toString('utf8');
    };
    if (size <= most) return await read(0, size);
    const half = Math.floor(most / 2);
    const [head, tail] = [await read(0, half), await read(size - half, half)];
    return `${head}${leftOut(size - 2 * half, 'bytes')}${tail}`;
  } finally {
    await file.close();
  }
}
