import { check } from 'k6';
import http from 'k6/http';
import { numberAt, parsedJson } from './answer.ts';

/**
 * The canary of an API, to be run at a constant rate beside any load: GET /system/time does no work, so what it takes
 * longer than usual is the event loop's standstill. It feeds none of the API's metrics; k6 tags it `scenario:canary`.
 */
export function canaryStep(apiUrl: string): () => void {
  const params = { tags: { name: '/system/time' }, redirects: 0, timeout: '30s' };
  return () => {
    const response = http.get(`${apiUrl}/system/time`, params);
    check(response, {
      'canary: the API tells the time': ({ status, body }) =>
        status === 200 && numberAt(parsedJson(typeof body === 'string' ? body : ''), 'server_time') > 0,
    });
  };
}
