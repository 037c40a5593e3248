import { check } from 'k6';
import http from 'k6/http';
import { Counter } from 'k6/metrics';
import type { Options } from 'k6/options';
import { numberAt, parsedJson } from './answer.ts';
import type { Settings } from './settings.ts';

/** A process that is silent for so long does not come back by itself. */
const SILENCE_SECONDS = 5;

/** Canary requests without an answer in time. */
const canarySilence = new Counter('canary_silence');

/**
 * The canary of an API, to be run at a constant rate beside any load: GET /system/time does no work, so what it takes
 * longer than usual is the event loop's standstill. It feeds none of the API's metrics; k6 tags it `scenario:canary`.
 */
export function canaryStep(apiUrl: string): () => void {
  const params = { tags: { name: '/system/time' }, redirects: 0, timeout: `${SILENCE_SECONDS}s` };
  return () => {
    const response = http.get(`${apiUrl}/system/time`, params);
    if (response.status === 0) canarySilence.add(1);
    check(response, {
      'canary: the API tells the time': ({ status, body }) =>
        status === 200 && numberAt(parsedJson(typeof body === 'string' ? body : ''), 'server_time') > 0,
    });
  };
}

/**
 * Ends a run whose canary has had no answer for some seconds: R3MES's process can fall silent for ever (it listens and
 * answers nothing). A search for the breakpoint is let go on.
 */
export function canaryThresholds({ canaryRate, profile }: Settings): Options['thresholds'] {
  if (profile === 'breakpoint') return {};
  const threshold = `count<${SILENCE_SECONDS * canaryRate}`;
  return { canary_silence: [{ threshold, abortOnFail: true }] };
}
