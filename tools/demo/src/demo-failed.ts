/** Something was not as the demo tells it; `output` is what the command concerned printed. */
export class DemoFailed extends Error {
  constructor(
    message: string,
    readonly output = '',
  ) {
    super(message);
    this.name = 'DemoFailed';
  }
}

/** Throws unless two texts are the same. */
export function requireSame(what: string, found: string, expected: string): void {
  if (found !== expected) {
    throw new DemoFailed(
      `${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`,
    );
  }
}
