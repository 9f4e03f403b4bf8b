/**
 * What all come to, once all have ended: unlike `Promise.all`, none is still at work when a failure is thrown, and of
 * several it is always the first in order.
 */
export async function allEnded<T extends readonly unknown[]>(all: {
  readonly [I in keyof T]: Promise<T[I]>;
}): Promise<T> {
  const ends = await Promise.allSettled(all);
  return ends.map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  }) as unknown as T;
}
