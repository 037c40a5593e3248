import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen } from '../helpers/listen.ts';
import { runScript } from './script-run.ts';

const server = createServer((request, response) => {
  if (request.url === '/old') response.writeHead(302, { location: '/new' }).end();
  else response.setHeader('set-cookie', 'session=s3cret').end('{"got":"it","token":"s3cret"}');
});
let base = '';

beforeAll(async () => {
  base = `http://127.0.0.1:${await listen(server)}`;
});
afterAll(() => void server.close());

const SCRIPT = `
import http from 'k6/http';
import { group } from 'k6';
export default function () {
  group('login', () => {
    http.post(__ENV.BASE + '/login?token=s3cret', JSON.stringify({ user: 'ann', password: 's3cret' }),
      { headers: { Authorization: 'Basic czNjcmV0OnMzY3JldA==', 'X-Api-Key': 's3cret', Accept: 'text/x' } });
  });
  http.get(__ENV.BASE + '/old');
  http.get('http://127.0.0.1:1/');
}
`;

const dumps = (logs: readonly string[]): string[] =>
  logs.filter((line) => /^info: (Request|Response):/.test(line)).map((line) => line.slice(6));

test('--http-debug logs each hop that goes out and what came back, without what identifies anybody', async () => {
  const { logs, stderr, exitCode } = await runScript(SCRIPT, { env: { BASE: base }, args: ['--http-debug'] });
  expect(exitCode).toBe(0);
  const seen = dumps(logs);
  expect(
    seen.map((dump) =>
      dump
        .split(/\\r\\n|\r\n|\n/)
        .slice(0, 2)
        .join(' '),
    ),
  ).toEqual([
    'Request: POST /login?token=**** HTTP/1.1',
    'Response: HTTP/1.1 200 OK',
    'Request: GET /old HTTP/1.1',
    'Response: HTTP/1.1 302 Found',
    'Request: GET /new HTTP/1.1',
    'Response: HTTP/1.1 200 OK',
    'Request: GET / HTTP/1.1',
  ]);
  expect(seen[0]).toMatch(/Authorization: \*{4}\s+X-Api-Key: \*{4}\s+Accept: text\/x/);
  expect(seen[1]).toMatch(/set-cookie: \*{4}/i);
  expect(stderr).not.toMatch(/s3cret|czNjcmV0|ann/);
  expect(stderr).toMatch(/group=::login iter=0 request_id=[\w-]{36} scenario=default source=http-debug vu=1/);
});

test('httpDebug "full" shows bodies too, their secrets masked', async () => {
  const script = `export const options = { httpDebug: 'full' };${SCRIPT}`;
  const { logs, stderr } = await runScript(script, { env: { BASE: base } });
  const seen = dumps(logs);
  expect(seen[0]).toMatch(/user\\?":\\?"ann/);
  expect(seen[1]).toMatch(/got\\?":\\?"it/);
  expect(stderr).not.toContain('s3cret');
});
