import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { filesOf } from './collected-parts.ts';

/** What to wait for. */
export interface AwaitedParts {
  paths: readonly string[];
  /** How many files there must be. */
  count: number;
  timeoutMs: number;
  /** So long a file must not have grown: a k6 that runs writes every second. */
  settledMs: number;
  now(): number;
  /** Ends the wait. */
  signal: AbortSignal;
  /** Told of the number of parts at first, and when it changes. */
  onCount(parts: number): void;
}

/** Parts that are not the whole run. */
export interface LateParts {
  /** What came. */
  files: string[];
  exit: 'genericTimeout' | 'interrupted';
  reason: string;
}

const LOOK_MS = 500;

/** Waits until every part is there and has stopped growing: null. Else what came instead, so that it can be shown. */
export async function awaitParts(awaited: AwaitedParts): Promise<LateParts | null> {
  const { paths, count, timeoutMs, settledMs, now, signal, onCount } = awaited;
  const untilMs = now() + timeoutMs;
  let before = '';
  let sinceMs = now();
  let told = -1;
  for (;;) {
    const files = paths.flatMap(filesOf).flatMap(sizeOf);
    if (files.length !== told) onCount(files.length);
    told = files.length;
    const state = files.map(({ path, bytes }) => `${path} ${bytes}`).join();
    if (state !== before) {
      before = state;
      sinceMs = now();
    }
    const whole = files.length >= count && files.every(({ bytes }) => bytes > 0);
    if (whole && now() - sinceMs >= settledMs) return null;
    const came = files.map(({ path }) => path);
    if (signal.aborted) {
      return {
        files: came,
        exit: 'interrupted',
        reason: `${cameOf(came, count)} before a signal ended the wait`,
      };
    }
    if (now() >= untilMs) {
      return {
        files: came,
        exit: 'genericTimeout',
        reason: `${cameOf(came, count)} within ${timeoutMs / 1000} s`,
      };
    }
    await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
  }
}

const cameOf = (files: readonly string[], count: number): string =>
  files.length < count
    ? `${files.length} of ${count} parts came`
    : `the ${count} parts had not come to their end`;

function sizeOf(path: string): { path: string; bytes: number }[] {
  try {
    return [{ path, bytes: statSync(path).size }];
  } catch {
    return []; // not there yet
  }
}
