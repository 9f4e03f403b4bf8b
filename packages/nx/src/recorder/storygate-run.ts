/** The folder of the gate run that started this Nx, or null when a person or an agent started it. */
export function storygateRun(): string | null {
  return process.env['STORYGATE_RUN'] || null;
}
