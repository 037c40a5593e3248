const originMs = performance.timeOrigin;

/** Epoch milliseconds with fractions; never steps back within a process. */
export const now = (): number => originMs + performance.now();
