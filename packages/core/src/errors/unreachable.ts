import { internalError } from './storygate-error';

/** Makes an unhandled case of a closed union a compile error, and a defect at run time. */
export function unreachable(value: never, what: string): never {
  throw internalError(`${what} ${JSON.stringify(value)} is not handled`);
}
