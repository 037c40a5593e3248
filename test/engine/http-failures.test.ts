import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HttpTarget, openHttpTarget, openRawTarget } from './http-target.ts';
import { runScript, type ScriptRun } from './script-run.ts';

let target: HttpTarget;
let switching: HttpTarget;
beforeAll(async () => {
  target = await openHttpTarget();
  switching = await openRawTarget(
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
  );
});
afterAll(() => {
  target.close();
  switching.close();
});

const HEAD = "import http from 'k6/http'; const B = __ENV.BASE;";
const env = (): Record<string, string> => ({ BASE: target.base, SWITCH: switching.base });

describe('failures', () => {
  let run: ScriptRun;
  beforeAll(async () => {
    run = await runScript(
      `${HEAD}
       export const options = { systemTags: ['status', 'error', 'error_code', 'expected_response', 'proto', 'name', 'method', 'ip'] };
       const go = (name, url, params) => { try { const r = http.get(url, { tags: { name }, ...params }); out([name, r.status, r.error_code, r.error, r.body]); } catch (error) { out([name, error.message]); } };
       export default function () {
         go('refused', 'http://127.0.0.1:1/');
         go('timeout', B + '/hang', { timeout: 50 });
         go('reset', B + '/reset');
         go('scheme', 'ftp://127.0.0.1/');
         go('location', B + '/to?url=' + encodeURIComponent('http://[::1'));
         go('switched', __ENV.SWITCH);
         go('switched and told', __ENV.SWITCH, { throw: false });
         go('thrown', 'http://127.0.0.1:1/', { throw: true });
         go('not thrown', B + '/status/503', { throw: true });
         go('nobody minds', B + '/status/404', { responseCallback: null });
         go('undefined minds', B + '/status/404', { responseCallback: undefined });
         go('expected', B + '/status/404', { responseCallback: http.expectedStatuses(404) });
       }`,
      { env: env() },
    );
  });

  test('give k6’s code and text to the script', () => {
    const location =
      'failed to parse Location header "http://[::1": parse "http://[::1": missing \']\' in host';
    const refused = 'Get "http://127.0.0.1:1/": dial tcp 127.0.0.1:1: connect: connection refused';
    const switched = 'unsupported response status: 101 Switching Protocols';
    expect(run.outputs).toEqual([
      ['refused', 0, 1212, 'dial: connection refused', null],
      ['timeout', 0, 1050, 'request timeout', null],
      ['reset', 0, 1220, 'read: connection reset by peer', null],
      ['scheme', 0, 1000, 'unsupported protocol scheme "ftp"', null],
      ['location', 0, 1000, location, null],
      ['switched', switched],
      ['switched and told', switched],
      ['thrown', refused],
      ['not thrown', 503, 1503, '', 'told'],
      ['nobody minds', 404, 1404, '', 'told'],
      ['undefined minds', 404, 1404, '', 'told'],
      ['expected', 404, 1404, '', 'told'],
    ]);
  });

  test('give the samples exactly k6’s tags', () => {
    const tags = run.samples.filter(({ metric }) => metric === 'http_reqs').map((sample) => sample.tags);
    const failed = { method: 'GET', status: '0', expected_response: 'false' };
    const ip = '127.0.0.1';
    const told = { method: 'GET', proto: 'HTTP/1.1', ip, error_code: '1404', status: '404' };
    expect(tags.filter(({ name }) => name !== 'location')).toEqual([
      { ...failed, name: 'refused', error: 'dial: connection refused', error_code: '1212' },
      { ...failed, name: 'timeout', ip, error: 'request timeout', error_code: '1050' },
      { ...failed, name: 'reset', ip, error: 'read: connection reset by peer', error_code: '1220' },
      { ...failed, name: 'scheme', error: 'unsupported protocol scheme "ftp"', error_code: '1000' },
      { ...failed, name: 'thrown', error: 'dial: connection refused', error_code: '1212' },
      { ...told, name: 'not thrown', status: '503', error_code: '1503', expected_response: 'false' },
      { ...told, name: 'nobody minds' },
      { ...told, name: 'undefined minds' },
      { ...told, name: 'expected', expected_response: 'true' },
    ]);
    const judged = run.samples
      .filter(({ metric }) => metric === 'http_req_failed')
      .map(({ tags: { name } }) => name);
    expect(judged).not.toContain('nobody minds');
    expect(judged).not.toContain('undefined minds');
  });
});
