import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { runScript, type ScriptRun } from './script-run.ts';

// Faults met in the field: docs/k6-compatibility.md tells which number is which.

const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

const ZIPPED = gzipSync('needle in a haystack'.repeat(500));

async function listen<T extends Server | TcpServer>(server: T, host: string): Promise<T> {
  server.listen(0, host);
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
  return server;
}

/** Answers each request, and closes the connection 20 ms later without a word. */
function closingServer(): TcpServer {
  return createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      setTimeout(() => socket.destroy(), 20);
    });
  });
}

describe('HTTP', () => {
  const servers: (Server | TcpServer)[] = [];
  let run: ScriptRun;

  beforeAll(async () => {
    const answer = (text: string) => createServer((_request, response) => response.end(text));
    const four = await listen(answer('four'), '127.0.0.1');
    const six = await listen(answer('six'), '::1');
    const closing = await listen(closingServer(), '127.0.0.1');
    const odd = createServer((request, response) => {
      const [, kind] = (request.url ?? '').split('/');
      if (kind === 'empty') response.writeHead(302, { Location: '' }).end();
      else if (kind === 'loop') response.writeHead(302, { Location: '/loop' }).end();
      else if (kind === 'down') response.writeHead(502).end();
      else
        response.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Length': ZIPPED.length }).end(ZIPPED);
    });
    await listen(odd, '127.0.0.1');
    servers.push(four, six, closing, odd);
    const env = {
      FOUR: portOf(four),
      SIX: portOf(six),
      CLOSING: portOf(closing),
      ODD: `http://127.0.0.1:${portOf(odd)}`,
    };
    run = await runScript(
      `import http from 'k6/http'; import { check } from 'k6';
       export const options = { maxRedirects: 4 };
       function pause(ms) { const until = Date.now() + ms; while (Date.now() < until); }
       const told = (url) => { const r = http.get(url); return r.error ? [r.error_code, r.error] : [r.status, r.body]; };
       export default function () {
         out(['B01', told('http://localhost:' + __ENV.FOUR), told('http://localhost:' + __ENV.SIX)]);
         out(['B02', told('http://[::1]:' + __ENV.SIX + '/'), http.get('http://[::1]:' + __ENV.SIX + '/').url.includes('[::1]')]);
         const stale = {};
         for (let i = 0; i < 12; i++) { const { status } = http.get('http://127.0.0.1:' + __ENV.CLOSING); stale[status] = (stale[status] || 0) + 1; pause(25); }
         out(['B03', stale]);
         out(['B10', told(__ENV.ODD + '/empty'), http.get(__ENV.ODD + '/loop').status, told(__ENV.ODD + '/down')]);
         const r = http.get(__ENV.ODD + '/down');
         out(['B11', r.body.length, check(r, { 'has a body': (x) => x.body.length > 0 })]);
         out(['B14', http.get(__ENV.ODD + '/zip').body.includes('needle'), Number(http.get(__ENV.ODD + '/zip').headers['Content-Length']) < 1000]);
       }`,
      { env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)])) },
    );
  });
  afterAll(() => {
    for (const server of servers) server.close();
  });

  test('reaches a server that listens on one family of localhost only (B01), and IPv6 literals (B02)', () => {
    expect(run.outputs[0]).toEqual(['B01', [200, 'four'], [200, 'six']]);
    expect(run.outputs[1]).toEqual(['B02', [200, 'six'], true]);
  });

  test('sends again what met a connection that the server had just closed (B03)', () => {
    expect(run.outputs[2]).toEqual(['B03', { 200: 12 }]);
  });

  test('ends redirects without target and in circles with the 3xx, one sample a hop (B10)', () => {
    expect(run.outputs[3]).toEqual(['B10', [302, ''], 302, [502, '']]);
    const hops = run.samples.filter(
      ({ metric, tags }) => metric === 'http_reqs' && tags['name']?.endsWith('/loop'),
    );
    expect(hops).toHaveLength(5);
  });

  test('goes on after an answer without a body (B11), and decodes before the script looks (B14)', () => {
    expect(run.outputs.slice(4)).toEqual([
      ['B11', 0, false],
      ['B14', true, true],
    ]);
    expect(run.exitCode).toBe(0);
  });
});

describe('WebSocket', () => {
  test('ends within gracefulStop under a storm of pings (C03), and offers no empty subprotocol (C05)', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    const offered: unknown[] = [];
    server.on('connection', (socket, request) => {
      offered.push(request.headers['sec-websocket-protocol']);
      const storm = setInterval(() => socket.ping(), 5);
      socket.on('close', () => clearInterval(storm));
      socket.on('error', () => {});
    });
    await new Promise((resolve) => server.once('listening', resolve));
    const begun = Date.now();
    const run = await runScript(
      `import ws from 'k6/ws'; import { WebSocket } from 'k6/websockets';
       export const options = { scenarios: {
         callbacks: { executor: 'constant-vus', vus: 2, duration: '1s', gracefulStop: '500ms', exec: 'callbacks' },
         events: { executor: 'constant-vus', vus: 2, duration: '1s', gracefulStop: '500ms', exec: 'events' },
       } };
       export function callbacks() { ws.connect(__ENV.URL, {}, (socket) => socket.on('ping', () => {})); }
       export function events() { new WebSocket(__ENV.URL, []); }`,
      { env: { URL: `ws://127.0.0.1:${portOf(server)}` } },
    );
    for (const socket of server.clients) socket.terminate();
    server.close();
    expect(run.exitCode).toBe(0);
    expect(offered).toEqual([undefined, undefined, undefined, undefined]);
    // It stops by itself, well before the default graceful stop of 30 s.
    expect(Date.now() - begun).toBeLessThan(20_000);
  });
});
