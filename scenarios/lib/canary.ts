import { check } from 'k6';
import http from 'k6/http';
import { Counter } from 'k6/metrics';
import type { Options } from 'k6/options';
import { numberAt, parsedJson } from './answer.ts';
import type { Settings } from './settings.ts';

/** How long an answer is awaited. */
const TIMEOUT_SECONDS = 5;
/** What is silent for longer is no restart: it does not come back by itself. */
const SILENCE_SECONDS = 10;

/** Canary requests without an answer, after all others of the last seconds had none either. */
const canarySilence = new Counter('canary_silence');

/**
 * The canary of an API, to be run at a constant rate beside any load: GET /system/time does no work, so what it takes
 * longer than usual is the event loop's standstill. It feeds none of the API's metrics; k6 tags it `scenario:canary`.
 */
export function canaryStep(apiUrl: string): () => void {
  const params = { tags: { name: '/system/time' }, redirects: 0, timeout: `${TIMEOUT_SECONDS}s` };
  let silentSinceMs: number | null = null;
  return () => {
    const askedMs = Date.now();
    const response = http.get(`${apiUrl}/system/time`, params);
    silentSinceMs = response.status === 0 ? (silentSinceMs ?? askedMs) : null;
    if (silentSinceMs !== null && Date.now() - silentSinceMs >= SILENCE_SECONDS * 1000) canarySilence.add(1);
    check(response, {
      'canary: the API tells the time': ({ status, body }) =>
        status === 200 && numberAt(parsedJson(typeof body === 'string' ? body : ''), 'server_time') > 0,
    });
  };
}

/**
 * Ends a run whose canary has had no answer for ten seconds: R3MES's process can fall silent for ever (it listens and
 * answers nothing). A search for the breakpoint is let go on.
 */
export function canaryThresholds({ canaryRate, profile }: Settings): Options['thresholds'] {
  if (profile === 'breakpoint') return {};
  const threshold = `count<${canaryRate}`;
  return { canary_silence: [{ threshold, abortOnFail: true }] };
}
