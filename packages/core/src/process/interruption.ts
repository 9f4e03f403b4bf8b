import { setMaxListeners } from 'node:events';
import { StorygateError } from '../errors/storygate-error';

const controller = new AbortController();
// Every program under way listens. Node takes more than ten listeners for a leak, and says so on standard error.
setMaxListeners(100, controller.signal);

/** Aborted once the user has asked to stop; every program that is started listens to it. */
export const interruption: AbortSignal = controller.signal;

/** Asks everything under way to stop and clean up after itself. */
export function interrupt(): void {
  controller.abort();
}

/** Thrown out of whatever was under way when the user asked to stop; exit code 130. */
export class Interrupted extends StorygateError {
  constructor() {
    super('refusal', { code: 'INTERRUPTED', message: 'interrupted; nothing more was done' });
    this.name = 'Interrupted';
  }
}

/** Stops here when the user has asked to; called between two steps that change something. */
export function throwIfInterrupted(): void {
  if (interruption.aborted) throw new Interrupted();
}
