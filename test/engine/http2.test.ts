import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import {
  constants,
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runScript, type ScriptRun } from './script-run.ts';

type Route = (request: Http2ServerRequest, response: Http2ServerResponse, body: string) => void;

const ROUTES: Readonly<Record<string, Route>> = {
  echo(request, response, body) {
    response.setHeader('set-cookie', ['a=1', 'b=2']);
    const { ':authority': _, ...headers } = request.headers;
    response.end(JSON.stringify({ headers, body }));
  },
  nothing: (_request, response) => response.writeHead(204).end(),
  to: (_request, response) => response.writeHead(302, { location: '/nothing' }).end(),
  reset: (request) => request.stream.close(constants.NGHTTP2_INTERNAL_ERROR),
  hang: () => {},
  away({ stream }) {
    stream.session?.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    stream.session?.destroy(undefined, constants.NGHTTP2_ENHANCE_YOUR_CALM);
  },
};

function makeCertificate(): { key: Buffer; cert: Buffer } {
  const dir = mkdtempSync(join(tmpdir(), 'harness-http2-'));
  const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
  const names = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert];
  execFileSync('openssl', [...args, ...names], { stdio: 'ignore' });
  const pair = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(dir, { recursive: true });
  return pair;
}

let server: Http2SecureServer;
let older: Server;
let connections = 0;
let run: ScriptRun;

beforeAll(async () => {
  const pair = makeCertificate();
  server = createSecureServer({ ...pair, allowHTTP1: true }, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    ROUTES[request.url.split(/[/?]/)[1] ?? '']?.(request, response, Buffer.concat(chunks).toString());
  });
  server.on('secureConnection', () => connections++);
  server.on('checkContinue', (_request, response) => response.writeHead(401).end());
  server.on('sessionError', () => {});
  older = createServer(pair, (request, response) => response.end(request.httpVersion));
  for (const each of [server, older]) {
    each.listen(0, '127.0.0.1');
    await new Promise((resolve) => each.once('listening', resolve));
  }
  const urlOf = (each: Http2SecureServer | Server) =>
    `https://127.0.0.1:${(each.address() as AddressInfo).port}`;
  run = await runScript(
    `import http from 'k6/http';
     export const options = { insecureSkipTLSVerify: true, batch: 20, batchPerHost: 20 };
     const go = (name, path, params, method = 'GET', body = null) => {
       const r = http.request(method, __ENV.B + path, body, { tags: { name }, ...params });
       out([name, r.status, r.proto, r.tls_version, r.error_code, r.error]);
       return r;
     };
     export default function () {
       const echo = go('get', '/echo', { headers: { 'X-Mine': 'v', Connection: 'close' }, cookies: { c: '3' } });
       out(echo.json('headers')); out([echo.status_text, echo.headers['Set-Cookie'], echo.ocsp.status]);
       out(go('post', '/echo', {}, 'POST', { a: 1 }).json('body'));
       go('head', '/echo', {}, 'HEAD'); go('empty', '/nothing'); go('redirect', '/to');
       go('expect', '/echo', { headers: { Expect: '100-continue' } });
       out(http.batch(Array.from({ length: 10 }, () => __ENV.B + '/nothing')).map((r) => [r.status, r.timings.connecting === 0]).flat().every(Boolean));
       go('reset', '/reset'); go('timeout', '/hang', { timeout: 100 }); go('after both', '/nothing');
       go('away', '/away'); go('after away', '/nothing');
       out(JSON.stringify({ toJSON: () => http.get(__ENV.B + '/nothing').proto }));
       const one = http.get(__ENV.OLDER); out([one.proto, one.body]);
     }`,
    { env: { B: urlOf(server), OLDER: urlOf(older) } },
  );
});
afterAll(() => {
  server.close();
  older.close();
});

test('speaks HTTP/2 where the server chooses it, and HTTP/1.1 where it does not', () => {
  const good = ['HTTP/2.0', 'tls1.3', 0, ''];
  const failed = (code: number, error: string) => [0, '', '', code, error];
  expect(run.outputs).toEqual([
    ['get', 200, ...good],
    {
      ...{ ':method': 'GET', ':path': '/echo', ':scheme': 'https' },
      ...{ 'user-agent': 'Grafana k6/2.2.0', 'x-mine': 'v', cookie: 'c=3' },
    },
    ['200 OK', 'a=1, b=2', 'unknown'],
    ['post', 200, ...good],
    'a=1',
    ['head', 200, ...good],
    ['empty', 204, ...good],
    ['redirect', 204, ...good],
    ['expect', 401, 'HTTP/2.0', 'tls1.3', 1401, ''],
    true,
    ['reset', ...failed(1633, 'http2: stream error with http2 ErrCode INTERNAL_ERROR')],
    ['timeout', ...failed(1050, 'request timeout')],
    ['after both', 204, ...good],
    ['away', ...failed(1622, 'http2: received GoAway with http2 ErrCode ENHANCE_YOUR_CALM')],
    ['after away', 204, ...good],
    '"HTTP/2.0"',
    ['HTTP/1.1', '1.1'],
  ]);
});

test('sends all requests of a VU over one connection, until the server ends it', () => {
  // One before and one after GOAWAY, and that of the thread which serves callers that cannot wait.
  expect(connections).toBe(3);
});

test('tells the log the long text, and gives failures no protocol among their tags', () => {
  expect(run.logs.join('\n')).toMatch(/stream error: stream ID \d+; INTERNAL_ERROR; received from peer/);
  expect(run.logs.join('\n')).toMatch(
    /server sent GOAWAY and closed the connection; LastStreamID=\d+, ErrCode=ENHANCE_YOUR_CALM/,
  );
  const requests = run.samples.filter(({ metric }) => metric === 'http_reqs');
  const tagsOf = (name: string) => requests.find(({ tags }) => tags['name'] === name)?.tags;
  expect(tagsOf('empty')).toMatchObject({ proto: 'HTTP/2.0', tls_version: 'tls1.3', status: '204' });
  expect(tagsOf('reset')).toEqual({
    ...{ name: 'reset', url: 'reset', method: 'GET', group: '', scenario: 'default', status: '0' },
    ...{
      expected_response: 'false',
      error_code: '1633',
      error: 'http2: stream error with http2 ErrCode INTERNAL_ERROR',
    },
  });
  const received = run.samples.find(({ metric }) => metric === 'data_received');
  expect(received?.value).toBeGreaterThan(3000);
});
