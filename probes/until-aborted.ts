import { ProbeError } from './probe.ts';

/** What to do when a signal aborts, and what was going on: "connecting to db:5432". */
export interface Abortable {
  signal: AbortSignal;
  /** Must end the work's socket at once. */
  stop: () => void;
  doing: string;
  hint: string;
}

/** Waits for `work`, but no longer than until the signal aborts: then stops it and throws what hung. */
export async function untilAborted<T>(work: Promise<T>, options: Abortable): Promise<T> {
  const { signal, stop, doing, hint } = options;
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      stop();
      reject(
        new ProbeError({ stage: 'deadline', code: 'TIMEOUT', message: `no answer while ${doing}`, hint }),
      );
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    work.catch(() => {}); // what the stopped work says later is of no interest
  }
}
