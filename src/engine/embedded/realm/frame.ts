import type { Jobs } from './jobs.ts';
import { registers } from './registers.ts';

/** How far one activation of a rewritten function has come. */
export interface Frame {
  v: unknown;
  e: unknown;
  threw: boolean;
  done: boolean;
  /** The frame that this one waits for. */
  callee: Frame | null;
  /** Native async functions: still in the part that belongs to the caller. */
  prefix: boolean;
  /** Ends the caller's wait for a suspended prefix. */
  endPrefix: (() => void) | null;
  /** The prefix runs in blocking mode. */
  blocking: boolean;
  /** Native async functions: waits for a promise of the script's, so that its next code is a job of its own. */
  out: boolean;
  /** Native async functions: its own job may hold the VU, so that the end of its part frees it. */
  waited: boolean;
  /** Native async functions: counts in the depth of calls. */
  deep: boolean;
  /** Of the VU that this runs for. */
  readonly jobs: Jobs;
}

/** A frame that has not begun. */
export const newFrame = (prefix: boolean): Frame => ({
  v: undefined,
  e: undefined,
  threw: false,
  done: false,
  callee: null,
  prefix,
  endPrefix: null,
  blocking: false,
  out: false,
  waited: false,
  deep: false,
  jobs: registers.jobs,
});

/** `return value`: the last one wins. */
export function setValue(frame: Frame, value?: unknown): void {
  frame.v = value;
}

/** The body threw. */
export function setError(frame: Frame, error: unknown): void {
  frame.threw = true;
  frame.e = error;
}

/** The body is over, whatever it gave. */
export function setDone(frame: Frame): void {
  frame.done = true;
}
