import { once } from 'node:events';
import type { Limit } from 'p-limit';

/** A place among those at work: whose it is waits until it is free. */
export interface Turn {
  /** Ends when its time has come, or `signal` is aborted. */
  wait(signal: AbortSignal): Promise<void>;
  /** Gives the place up, also when its time has not come. */
  leave(): void;
}

/** Takes a place behind those that were taken before. */
export function reserveTurn(inTurn: Limit): Turn {
  let leave = (): void => undefined;
  const left = new Promise<void>((resolve) => (leave = resolve));
  const reached = new Promise<void>((resolve) => {
    void inTurn(() => {
      resolve();
      return left;
    });
  });
  return {
    wait: async (signal) => {
      if (!signal.aborted) await Promise.race([reached, once(signal, 'abort')]);
    },
    leave,
  };
}
