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

const LOOK_MS = 500;

/** Waits until every part is there and has stopped growing. Throws HarnessError (102) that says what came instead. */
export async function awaitParts({ paths, count, timeoutMs, settledMs, now }: AwaitedParts): Promise<void> {
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
    if (whole && now() - sinceMs >= settledMs) return;
    if (now() >= untilMs) throw late(files.length, count, timeoutMs);
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

function late(files: number, count: number, timeoutMs: number): HarnessError {
  const what =
    files < count ? `${files} of ${count} parts came` : `the ${count} parts had not come to their end`;
  return new HarnessError(`${what} within ${timeoutMs / 1000} s`, {
    code: 'ERR_COLLECT_WAIT',
    exit: 'genericTimeout',
    hint: 'Look at the runners: kubectl get testrun,pods; a longer time is given with --wait.',
  });
}
