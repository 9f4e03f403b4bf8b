/** A pasted text comes in one go: without input for so many milliseconds, its end was lost on the way. */
const LONGEST_PAUSE = 1_000;

/** Tells keys from what is pasted between a terminal's two marks, of which a slow line may lose the second. */
export class Pasting {
  private last: number | null = null;

  /** Whether input that came at a time, in milliseconds, is a key; by node:readline's name, or `ctrl-c`. */
  isKey(name: string, at: number): boolean {
    const isPasting = this.last !== null && at - this.last < LONGEST_PAUSE;
    const isMark = name === 'paste-start' || name === 'paste-end';
    // ctrl-C must always end the view.
    const goesOn = isMark ? name === 'paste-start' : isPasting && name !== 'ctrl-c';
    this.last = goesOn ? at : null;
    return !isMark && !goesOn;
  }
}
