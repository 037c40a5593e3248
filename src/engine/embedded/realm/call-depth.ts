/** So deep may rewritten functions call each other: each takes three frames of the stack, and nothing works where it ends. */
export const MAX_DEPTH = 1500;

/** As the language's own. */
export const tooDeep = (): RangeError => new RangeError('Maximum call stack size exceeded');

/** For a body that neither ended nor waits: it had no stack left to say so. */
export function overflowed(ended: Promise<void>): never {
  ended.catch(() => {});
  throw tooDeep();
}
