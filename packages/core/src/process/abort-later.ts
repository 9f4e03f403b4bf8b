/** A signal that aborts so many milliseconds after another one: for what may still be done once time is over. */
export function abortLater(signal: AbortSignal, grace: number): AbortSignal {
  const later = new AbortController();
  const begin = () => void setTimeout(() => later.abort(), grace).unref();
  if (signal.aborted) begin();
  else signal.addEventListener('abort', begin, { once: true });
  return later.signal;
}
