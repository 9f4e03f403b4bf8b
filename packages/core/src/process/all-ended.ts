/** What all come to, once all have ended: unlike `Promise.all`, none is still at work when the first failure is thrown. */
export async function allEnded<T>(all: readonly Promise<T>[]): Promise<T[]> {
  const ends = await Promise.allSettled(all);
  return ends.map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
}
