import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { HarnessError } from '../errors.ts';
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
}

/** Parts that are not the whole run. */
export interface LateParts {
  files: string[];
  reason: string;
}

const LOOK_MS = 500;

/**
 * Waits until every part is there and has stopped growing: null. Else what came instead, so that it can be shown; throws
 * HarnessError (102) when nothing came.
 */
export async function awaitParts(awaited: AwaitedParts): Promise<LateParts | null> {
  const { paths, count, timeoutMs, settledMs, now } = awaited;
  const untilMs = now() + timeoutMs;
  let before = '';
  let sinceMs = now();
  for (;;) {
    const files = paths.flatMap(filesOf).flatMap(sizeOf);
    const state = files.map(({ path, bytes }) => `${path} ${bytes}`).join();
    if (state !== before) {
      before = state;
      sinceMs = now();
    }
    const whole = files.length >= count && files.every(({ bytes }) => bytes > 0);
    if (whole && now() - sinceMs >= settledMs) return null;
    if (now() >= untilMs)
      return late(
        files.map(({ path }) => path),
        count,
        timeoutMs,
      );
    await sleep(LOOK_MS);
  }
}

function sizeOf(path: string): { path: string; bytes: number }[] {
  try {
    return [{ path, bytes: statSync(path).size }];
  } catch {
    return []; // not there yet
  }
}

function late(files: string[], count: number, timeoutMs: number): LateParts {
  const came =
    files.length < count
      ? `${files.length} of ${count} parts came`
      : `the ${count} parts had not come to their end`;
  const reason = `${came} within ${timeoutMs / 1000} s`;
  if (files.length > 0) return { files, reason };
  throw new HarnessError(reason, {
    code: 'ERR_COLLECT_WAIT',
    exit: 'genericTimeout',
    hint: 'Look at the runners: kubectl get testrun,pods; a longer time is given with --wait.',
  });
}
