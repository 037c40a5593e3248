import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { PROBES } from '../../probes/index.ts';
import { closedPort, factsOf, failureOf, figureOf, http, look, tcp } from './looking.ts';

const never = new AbortController().signal;
const PAGE = `<!DOCTYPE html><html><head><link rel="stylesheet" href="/_next/static/css/app.css"/></head><body>
<script src="/_next/static/chunks/main.js" async=""></script><script src="https://elsewhere.example/x.js"></script></body></html>`;

/** A front end whose files answer so. */
const frontend = (
  page: { status?: number; body?: string; type?: string },
  asset: { status?: number; type?: string; body?: string } = {},
) =>
  http((request, response) => {
    if (request.url === '/') {
      response
        .writeHead(page.status ?? 200, { 'content-type': page.type ?? 'text/html; charset=utf-8' })
        .end(page.body ?? PAGE);
    } else {
      response
        .writeHead(asset.status ?? 200, { 'content-type': asset.type ?? 'text/css' })
        .end(asset.body ?? 'x{}');
    }
  });

describe('the frontend probe', () => {
  it('fetches the page and one of the files that it needs, over one connection', async () => {
    const facts = factsOf(await look('frontend', { webUrl: await frontend({}) }));
    expect(facts.info['product']).toBe('Next.js');
    expect(figureOf(facts, 'assets.count')).toBe(2);
    expect(figureOf(facts, 'asset.ms')).toBeGreaterThan(0);
    expect(figureOf(facts, 'page.bytes')).toBe(PAGE.length);
  });

  it.each([
    [{}, { status: 404 }, 'ASSET', 'answered 404'],
    [{}, { type: 'text/html', body: PAGE }, 'ASSET', 'a page of HTML'],
    [{}, { body: '' }, 'ASSET', 'is empty'],
    [{ status: 502, body: 'Bad Gateway' }, {}, 'HTTP_502', '/ answered 502'],
    [{ status: 429, body: '' }, {}, 'HTTP_429', '/ answered 429'],
    [{ type: 'application/json', body: '{}' }, {}, 'BODY', 'without a whole page'],
    [{ body: 'welcome to nginx' }, {}, 'BODY', 'without a whole page'],
  ])('page %j with files %j fails as %s', async (page, asset, code, said) => {
    const failure = failureOf(await look('frontend', { webUrl: await frontend(page, asset) }));
    expect(failure).toMatchObject({ stage: 'assert', code, message: expect.stringContaining(said) });
  });
});

describe('the websocket probe', () => {
  /** Opens one channel and refuses all else with 403, as the API does; counts handshakes, keeps what clients said. */
  async function api(each: (socket: import('ws').WebSocket) => void = () => {}) {
    const seen = { handshakes: 0, said: [] as string[] };
    const sockets = new WebSocketServer({ noServer: true });
    const { createServer: create } = await import('node:http');
    const server = create((_, response) => response.writeHead(404).end());
    server.on('upgrade', (request, stream, head) => {
      if (request.url !== '/ws/network_status') {
        stream.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
        return;
      }
      seen.handshakes += 1;
      sockets.handleUpgrade(request, stream, head, (socket) => {
        socket.on('message', (data) => seen.said.push(String(data)));
        each(socket);
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    afterAll(() => {
      for (const client of sockets.clients) client.terminate();
      server.close();
      server.closeAllConnections();
    });
    return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
  }

  let plain: Awaited<ReturnType<typeof api>>;
  let closing: Awaited<ReturnType<typeof api>>;
  beforeAll(async () => {
    plain = await api((socket) => {
      socket.send('{"type":"ping","timestamp":1.5}');
      socket.send('[1,2]');
      socket.send('no json');
      setTimeout(() => socket.send('{"type":"ping","timestamp":2.5}'), 30);
    });
    closing = await api((socket) => setTimeout(() => socket.close(1001, 'Pong timeout'), 40));
  });

  it('shakes hands once, measures a ping each look, answers the pings of the API', async () => {
    const session = PROBES.websocket({ wsUrl: plain.url });
    const first = await session.sample(never);
    expect(figureOf(first, 'handshake.ms')).toBeGreaterThan(0);
    expect(figureOf(first, 'ping.ms')).toBeGreaterThan(0);
    await expect
      .poll(() => plain.seen.said, { timeout: 5000 })
      .toEqual(['{"type":"pong"}', '{"type":"pong"}']);
    const second = await session.sample(never);
    expect(second.values.find(({ id }) => id === 'handshake.ms')).toMatchObject({
      value: null,
      note: 'the connection was kept',
    });
    expect(figureOf(second, 'serverPing.gapSeconds')).toBeGreaterThan(0);
    await session.close();
    expect(plain.seen.handshakes).toBe(1);
  });

  it('tells with which code it was closed, and opens again', async () => {
    const session = PROBES.websocket({ wsUrl: closing.url });
    await session.sample(never);
    await new Promise((later) => setTimeout(later, 150));
    const facts = await session.sample(never);
    await session.close();
    expect(facts.values.find(({ id }) => id === 'closes')).toMatchObject({
      value: 1,
      note: 'last: 1001 Pong timeout',
    });
    expect(closing.seen.handshakes).toBe(2);
  });

  it('says that a handshake was refused with its status, not 1006 alone', async () => {
    const failure = failureOf(await look('websocket', { wsUrl: `${plain.url}/ws/miner_stats` }));
    expect(failure).toMatchObject({
      stage: 'assert',
      code: 'HTTP_403',
      message: 'handshake refused: HTTP 403',
    });
    const page = await http((_, response) => response.end('hello'));
    expect(failureOf(await look('websocket', { wsUrl: page.replace('http', 'ws') })).code).toMatch(
      /HTTP_200|ECONNRESET|PROTOCOL/,
    );
  });

  it('a server that hangs up in the handshake, is silent, closed, or no URL', async () => {
    const hangs = await tcp((socket) => socket.on('data', () => socket.destroy()));
    expect(failureOf(await look('websocket', { wsUrl: `ws://${hangs}` })).stage).toMatch(/connect|query/);
    const silent = await tcp((socket) => socket.resume());
    expect(failureOf(await look('websocket', { wsUrl: `ws://${silent}` }, 150)).stage).toBe('deadline');
    expect(failureOf(await look('websocket', { wsUrl: `ws://${await closedPort()}` })).code).toBe(
      'ECONNREFUSED',
    );
    expect(failureOf(await look('websocket', { wsUrl: 'http//nowhere' })).stage).toBe('configure');
  });
});

describe('TLS of HTTP probes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tls-test-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  let url: string;
  const server = () =>
    createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (_, response) =>
      response.end('{"server_time":1}'),
    );
  let running: ReturnType<typeof server>;
  beforeAll(async () => {
    const names = ['-subj', '/CN=probe test', '-addext', 'subjectAltName=DNS:localhost'];
    const flags = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '9', ...names];
    execFileSync('openssl', [...flags, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
    running = server();
    await new Promise<void>((done) => running.listen(0, done));
    url = `https://localhost:${(running.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    running.close();
    running.closeAllConnections();
    rmSync(folder, { recursive: true });
  });

  it('is refused without its authority; with it, the days that are left are told', async () => {
    expect(failureOf(await look('http', { apiUrl: url }))).toMatchObject({
      stage: 'tls',
      hint: expect.stringContaining('authority'),
    });
    const facts = factsOf(
      await look('http', { apiUrl: url, tls: { ca: readFileSync(certificate, 'utf8') } }),
    );
    expect(figureOf(facts, 'tls.daysLeft')).toBeCloseTo(9, 0);
    expect(facts.values.find(({ id }) => id === 'tls.daysLeft')?.note).toBe(
      'renew it: probe test, by probe test, 1 in the chain',
    );
    expect(facts.info['tls']).toMatch(/^TLSv1/);
  });
});
