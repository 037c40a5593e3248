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
