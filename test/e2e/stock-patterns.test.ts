import { createServer, type Server } from 'node:http';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folder, harness } from '../helpers/harness.ts';
import { listen } from '../helpers/listen.ts';

const PAGE =
  '<html><head><title>Shop</title></head><body><form><input name="csrf" value="c5"></form><a href="/next">n</a></body></html>';
let server: Server;
let base: string;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { url = '', headers } = request;
    if (url === '/cookies/set') response.setHeader('set-cookie', ['a=1; Path=/', 'b=2; Path=/']);
    const echo = JSON.stringify({ cookie: headers.cookie, type: headers['content-type'], body });
    response.writeHead(url === '/status/404' ? 404 : 200).end(url === '/html' ? PAGE : echo);
  });
  base = `http://127.0.0.1:${await listen(server)}`;
});
afterAll(() => server.close());

const SCRIPT = resolve('test/fixtures/stock/patterns.js');
const run = (url: string) =>
  harness(['run', '--quiet', '--no-gate', '-e', `BASE=${url}`, '-e', 'STAGES=1s:2,500ms:0', SCRIPT], {
    cwd: folder(),
  });

test('pages as classes, sessions with jars, users by VU, uploads, named batches and an own summary run', async () => {
  const { code, out, err } = await run(base);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out.split('\n').sort()).toEqual([
    '',
    '== mine ==',
    'checks rate==1=true',
    'good rate>0.9=true',
    'http_req_duration{kind:ramp} max<9000=true',
    'orders_placed count==2=true',
    expect.stringMatching(/^orders_placed: count=2 rate=\d+$/),
    'page_time{page:home} p(95)<5000=true',
  ]);
});

test('a setup that aborts the test ends it with 108 and the summary', async () => {
  const { code, out, err } = await run('http://127.0.0.1:1');
  expect(code).toBe(108);
  expect(err).toContain('test aborted: target is down');
  expect(out).toContain('== mine ==');
});
