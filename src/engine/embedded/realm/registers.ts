import type { Frame } from './frame.ts';
import { Jobs } from './jobs.ts';

/** No call waits. */
export const NONE = Symbol('no suspension');

/**
 * The suspension registers. All VUs of the thread share them, since only the code that runs now uses them: a function that one
 * VU put into a prototype may be called by another.
 */
export const registers = {
  token: 0,
  last: NONE as unknown,
  lastFrame: null as Frame | null,
  prefix: null as { ended: Promise<void> } | null,
  /** Of the VU that runs now; code of another VU may run for it. */
  jobs: new Jobs(),
  blocking: 0,
  depth: 0,
};
