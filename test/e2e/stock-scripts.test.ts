import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { transform } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Shop as GrpcShop, startShop } from '../engine/grpc-shop.ts';
import { folder } from '../helpers/harness.ts';
import { startWsTarget, type WsTarget } from '../helpers/ws-target.ts';
import { observeFile } from '../suspend/observe.ts';

const FIXTURES = resolve('test/fixtures/stock');
let server: Server;
let sockets: WsTarget;
let rpc: GrpcShop;
let orders = 0;
let refused = 0;
/** A token is good for three requests. */
const tokens = new Map<string, number>();

function answer(path: string, token: string, body: string): [status: number, body: object] {
  const [, number] = /^\/num\/(\d+)$/.exec(path) ?? [];
  if (number !== undefined) return [200, { n: Number(number) }];
  if (path === '/login') {
    const fresh = `token-${tokens.size}`;
    tokens.set(fresh, 3);
    return [200, { token: fresh }];
  }
  if (token !== '') {
    const left = tokens.get(token) ?? 0;
    if (left === 0) {
      refused++;
      return [401, {}];
    }
    tokens.set(token, left - 1);
  }
  if (path !== '/orders') return [200, { items: [{ id: 'a1' }, { id: 'b2' }, { id: 'unknown' }] }];
  orders++;
  return [201, { price: (JSON.parse(body) as { price: number }).price }];
}

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
    const [status, json] = answer(request.url ?? '', token, body);
    setTimeout(() => response.writeHead(status).end(JSON.stringify(json)), request.url === '/slow' ? 20 : 0);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  [sockets, rpc] = await Promise.all([startWsTarget(), startShop()]);
});
afterAll(() => {
  server.close();
  sockets.close();
  rpc.close();
});

const text = readFileSync(join(FIXTURES, 'shop.js'), 'utf8');

test.each(['as written', 'minified'])('the script of a shop runs %s', async (form) => {
  const cwd = folder();
  for (const file of ['users.json', 'products.csv']) copyFileSync(join(FIXTURES, file), join(cwd, file));
  const minified = await transform(text, { minify: true, format: 'esm', target: 'es2022' });
  writeFileSync(join(cwd, 'shop.js'), form === 'minified' ? minified.code : text);
  [orders, refused] = [0, 0];
  tokens.clear();
  const { port } = server.address() as AddressInfo;
  const env = { BASE: `http://127.0.0.1:${port}`, WSBASE: sockets.url, GRPC: `127.0.0.1:${rpc.port}` };
  const flags = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const { values, code, err } = await observeFile(join(cwd, 'shop.js'), flags);

  if (code !== 0) throw new Error(err);
  const of = (kind: string) => (values as unknown[][]).filter(([name]) => name === kind);
  expect(
    of('shop')
      .map(([, ...rest]) => rest)
      .sort(),
  ).toEqual([0, 0, 1, 1, 2, 2].map((iteration) => ['buyer', 3, [10, 20.5], iteration]));
  expect(of('api')).toEqual(new Array(4).fill(['api', null, [200, 201, 202]]));
  const [[, log, serving]] = of('chat') as [[string, unknown[], boolean]];
  expect(log.filter((line) => line !== 7)).toEqual(['hello 0', 'hello 1', 'hello 2', 'closed']);
  expect([log.includes(7), serving]).toEqual([true, true]);
  expect(of('socket')).toEqual([['socket', 'late']]);
  // Each VU makes nine requests with tokens, of which each is good for three.
  expect({ orders, refused, tokens: tokens.size }).toEqual({ orders: 12, refused: 4, tokens: 6 });
  expect({ code, err: err.includes('level":"error') }).toEqual({ code: 0, err: false });
});
