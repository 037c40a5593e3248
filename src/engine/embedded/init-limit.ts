import { parseDurationMs } from '../../duration.ts';
import { HarnessError } from '../../errors.ts';
import type { WorkerLink } from './worker-link.ts';

const DEFAULT_MS = 60_000;

/** So long the init code of one VU may take, by `R3MES_INIT_TIMEOUT`; k6 waits for ever. Throws HarnessError (104). */
export function initLimitMs(env: Readonly<Record<string, string | undefined>>): number {
  const given = env['R3MES_INIT_TIMEOUT'];
  const limitMs = given === undefined || given === '' ? DEFAULT_MS : parseDurationMs(given);
  if (limitMs !== undefined && limitMs > 0) return limitMs;
  throw new HarnessError(`R3MES_INIT_TIMEOUT is no duration above zero: ${given}`, {
    code: 'ERR_INIT_TIMEOUT_VALUE',
    exit: 'invalidConfig',
    hint: 'Write it with a unit, as 90s or 5m.',
  });
}

/** What the thread answers, or HarnessError (107) that names where its init code is: then the thread is ended. */
export async function withinInitLimit<Answer>(
  link: WorkerLink,
  answer: Promise<Answer>,
  { limitMs, placeOf }: { limitMs: number; placeOf: (link: WorkerLink) => Promise<string | null> },
): Promise<Answer> {
  let place: string | null | undefined;
  const timer = setTimeout(async () => {
    place = await placeOf(link);
    link.end({ kind: 'stuck', place });
  }, limitMs);
  try {
    return await answer;
  } catch (error) {
    if (place === undefined) throw error;
    throw new HarnessError(
      `the script's init code did not end in ${limitMs / 1000} s: it is ${place === null ? 'waiting for something' : `in ${place}`}`,
      {
        code: 'ERR_INIT_TIMEOUT',
        exit: 'scriptException',
        hint: 'Let it end; or, where it has that much to do, raise R3MES_INIT_TIMEOUT (a duration, as 5m).',
        loading: true,
      },
    );
  } finally {
    clearTimeout(timer);
  }
}
