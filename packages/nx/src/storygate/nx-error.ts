/** A refusal in the form Nx prints well: hints as further lines, and no stack, since nothing is broken. */
export class NxError extends Error {
  constructor(message: string, code?: string, hints: readonly string[] = []) {
    const title = code === undefined ? message : `${message} [${code}]`;
    super([title, ...hints.map((hint) => `hint: ${hint}`)].join('\n'));
    this.name = 'NxError';
    // Nx offers the stack to whoever passes --verbose; an empty one spares the reader the offer.
    this.stack = '';
  }
}
