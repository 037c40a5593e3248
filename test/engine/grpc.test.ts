import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folder } from '../helpers/harness.ts';
import { runGrpc } from './grpc-run.ts';
import { type Shop, startShop } from './grpc-shop.ts';

const dir = folder();
let shop: Shop;

beforeAll(async () => {
  shop = await startShop();
  writeFileSync(join(dir, 'shop.protoset'), shop.protoset);
});
afterAll(() => shop.close());

const run = (body: string, more: { init?: string; flags?: string[] } = {}) =>
  runGrpc({ dir, port: shop.port }, body, more);

const json = (line: string | undefined): unknown => JSON.parse(line ?? 'null');

describe('k6/net/grpc unary calls', () => {
  it('shows every field of a message as ProtoJSON', async () => {
    const { lines, err } = await run(
      `export default function () {
         connect();
         const full = { userName: 'ann', big: '9007199254740993', raw: 'AQI=', color: 'RED', words: ['a'], counts: { x: 1 },
           item: { price_cents: 5 }, right: 'r', ratio: 0.1, wide: NaN, at: '2024-01-02T03:04:05.5Z', lasts: '1.5s',
           yes: true, flags: { '-7': true }, any: { '@type': 'type.googleapis.com/parts.Item', name: 'n' } };
         for (const request of [full, {}]) show(client.invoke('shop.v1.Shop/Echo', request).message);
       }`,
    );
    expect(json(lines[0]), err).toEqual({
      ...{
        userName: 'ann',
        big: '9007199254740993',
        raw: 'AQI=',
        color: 'RED',
        words: ['a'],
        counts: { x: 1 },
      },
      ...{ item: { name: '', priceCents: 5 }, right: 'r', ratio: 0.1, wide: 'NaN' },
      ...{ at: '2024-01-02T03:04:05.500Z', lasts: '1.500s', yes: true, flags: { '-7': true } },
      any: { '@type': 'type.googleapis.com/parts.Item', name: 'n', priceCents: 0 },
    });
    expect(json(lines[1])).toEqual({
      ...{ userName: '', big: '0', raw: '', color: 'COLOR_UNKNOWN', words: [], counts: {}, item: null },
      ...{ ratio: 0, wide: 0, at: null, lasts: null, yes: false, flags: {}, any: null },
    });
  });

  it('gives status, error, headers and trailers without throwing', async () => {
    const { lines } = await run(
      `export default function () {
         connect();
         const failed = client.invoke('/shop.v1.Shop/Fail', { value: grpc.StatusNotFound });
         show([failed.status, failed.error, failed.message.userName]);
         const metadata = { 'x-name': 'ann', 'x-key-bin': new Uint8Array([104, 105]) };
         const r = client.invoke('shop.v1.Shop/Echo', {}, { metadata, discardResponseMessage: true });
         show([r.status === grpc.StatusOK, r.error, r.message, r.headers['content-type'], r.trailers]);
         const late = client.invoke('shop.v1.Shop/Slow', { value: 3000 }, { timeout: '50ms' });
         show([late.status, late.error.message]);
         show(client.invoke('shop.v1.Shop/Fail', { value: 9 }).error);
       }`,
    );
    expect(json(lines[0])).toEqual([5, { code: 5, message: 'no such thing', details: [] }, '']);
    expect(json(lines[1])).toEqual([
      ...[true, null, null, ['application/grpc+proto']],
      { 'x-name': ['ann'], 'x-key-bin': ['hi'] },
    ]);
    expect(json(lines[2])).toEqual([4, 'context deadline exceeded']);
    expect(json(lines[3])).toEqual({
      ...{ code: 9, message: 'rich' },
      details: [{ '@type': 'type.googleapis.com/parts.Item', name: 'why', priceCents: 0 }],
    });
    expect(shop.seen.at(-1)?.get('x-key-bin')).toEqual([Buffer.from('hi')]);
  });

  it('lets calls overlap when they are asynchronous, and keeps the iteration until they end', async () => {
    const { lines, code } = await run(
      `export default function () {
         connect();
         const call = (value) => client.asyncInvoke('shop.v1.Shop/Slow', { value }).then((r) => show(r.message.value));
         call(200); call(50);
         client.asyncInvoke('shop.v1.Shop/None', {}).catch((error) => show(error.message));
         show('first');
       }`,
    );
    expect(code).toBe(0);
    expect(lines.map(json)).toEqual([
      'first',
      'method "/shop.v1.Shop/None" not found in file descriptors',
      50,
      200,
    ]);
  });

  it('words its errors as k6 does', async () => {
    const { lines } = await run(
      `export default function () {
         tell(() => client.invoke('shop.v1.Shop/Echo', {}));
         tell(() => client.connect(__ENV.SHOP, { plaintext: 'yes' }));
         tell(() => client.connect(__ENV.SHOP, { speed: 1 }));
         tell(() => client.connect('127.0.0.1:1', { plaintext: true }));
         tell(() => connect());
         tell(() => client.invoke('', {}));
         tell(() => client.invoke('shop.v1.Shop/Nope', {}));
         tell(() => client.invoke('shop.v1.Shop/Echo', {}, { colour: 1 }));
         tell(() => client.invoke('shop.v1.Shop/Echo', {}, { metadata: { 'x-bin': 'text' } }));
         tell(() => client.invoke('shop.v1.Shop/Echo', { yes: true, nope: 1 }));
         tell(() => client.invoke('shop.v1.Shop/Echo'));
         tell(() => client.load([], 'shop.proto'));
         tell(() => new Stream({}, 'shop.v1.Shop/Sum'));
         client.close();
         tell(() => new Stream(client, 'shop.v1.Shop/Sum'));
       }`,
      { init: `try { client.connect('x:1') } catch (error) { globalThis.early = error.message; }` },
    );
    expect(lines).toEqual([
      'GoError: no gRPC connection, you must call connect first',
      `GoError: invalid grpc.connect() parameters: invalid plaintext value: '"yes"', it needs to be boolean`,
      'GoError: invalid grpc.connect() parameters: unknown connect param: "speed"',
      'GoError: connection error: desc = "transport: error while dialing: dial tcp 127.0.0.1:1: connect: connection refused"',
      'true',
      'GoError: method to invoke cannot be empty',
      'GoError: method "/shop.v1.Shop/Nope" not found in file descriptors',
      `GoError: invalid GRPC's client.invoke() parameters: unknown param: "colour"`,
      `GoError: invalid GRPC's client.invoke() parameters: invalid metadata param: "x-bin" value must be binary`,
      'GoError: unable to serialise request object to protocol buffer: proto: (line 1:13): unknown field "nope"',
      'GoError: request cannot be nil',
      'GoError: load must be called in the init context',
      "GoError: invalid GRPC Stream's client: not a gRPC client",
      "GoError: invalid GRPC Stream's client: no gRPC connection, you must call connect first",
    ]);
  });

  it('waits in callbacks, and holds the thread where nobody can wait', async () => {
    const { lines } = await run(
      `import http from 'k6/http';
       const slow = (value) => client.invoke('shop.v1.Shop/Slow', { value }).message.value;
       const other = new Client();
       const third = new Client();
       third.loadProtoset('shop.protoset');
       export default function () {
         show({ toJSON: () => http.get('http://127.0.0.1:1/').status });
         show({ toJSON: () => third.connect(__ENV.SHOP, { plaintext: true }) && third.invoke('shop.v1.Shop/Slow', { value: 5 }).message.value });
         connect();
         show([3, 1].map(slow));
         show({ toJSON: () => slow(1) });
         show({ toJSON: () => client.healthCheck('').status });
         tell(() => \`\${{ toString: () => client.invoke('shop.v1.Shop/Slow', { value: 1 }).status }}\`);
         show({ toJSON: () => other.connect(__ENV.SHOP, { plaintext: true, reflect: true }) });
         show(other.invoke('shop.v1.Shop/Slow', { value: 2 }).message.value);
         show({ toJSON: () => other.invoke('shop.v1.Shop/Slow', { value: 4 }).message.value });
         tell(() => \`\${{ toString: () => other.connect('127.0.0.1:1', { plaintext: true, timeout: '5s' }) }}\`);
         tell(() => other.invoke('shop.v1.Shop/Slow', { value: 2 }));
       }`,
    );
    expect(lines.splice(0, 3)).toEqual(['Request Failed', '0', '5']);
    expect(lines.slice(0, 7)).toEqual(['[3,1]', '1', '"SERVING"', '"0"', 'true', '2', '4']);
    expect(lines[7]).toMatch(/connection refused/);
    expect(lines[8]).toBe('GoError: no gRPC connection, you must call connect first');
  });

  it('goes on when the server goes away, and tells of it', async () => {
    const mortal = await startShop();
    const { lines, err } = await runGrpc(
      { dir, port: mortal.port },
      `export default function () {
         connect();
         show(client.invoke('shop.v1.Shop/Slow', { value: -1 }).status);
         const gone = client.invoke('shop.v1.Shop/Echo', {});
         show([gone.status, gone.message.userName]);
         console.log(gone.error.message);
         client.close();
         tell(() => connect());
         tell(() => client.connect('localhost', { plaintext: true }));
       }`,
    );
    const refused = `connection error: desc = "transport: error while dialing: dial tcp 127.0.0.1:${mortal.port}: connect: connection refused"`;
    expect(lines, err).toEqual([
      '1',
      '[14,""]',
      refused,
      `GoError: ${refused}`,
      'GoError: connection error: desc = "transport: error while dialing: dial tcp: address localhost: missing port in address"',
    ]);
  });

  it('limits the sizes of messages', async () => {
    const { lines } = await run(
      `export default function () {
         client.connect(__ENV.SHOP, { plaintext: true, maxReceiveSize: 10 });
         show(client.invoke('shop.v1.Shop/Echo', { userName: 'longer than that' }).error);
         client.connect(__ENV.SHOP, { plaintext: true, maxSendSize: 10 });
         show(client.invoke('shop.v1.Shop/Echo', { userName: 'longer than that' }).error);
       }`,
    );
    expect(lines.map((line) => (json(line) as { message: string }).message)).toEqual([
      'grpc: received message larger than max (18 vs. 10)',
      'trying to send message larger than max (18 vs. 10)',
    ]);
  });

  it('gives each VU a connection that outlives its iterations', async () => {
    shop.peers.clear();
    const { code } = await run(
      `export const options = { scenarios: { s: { executor: 'per-vu-iterations', vus: 3, iterations: 4 } } };
       export default function () {
         if (__ITER === 0) connect();
         client.invoke('shop.v1.Shop/Echo', {});
       }`,
    );
    expect(code).toBe(0);
    expect(shop.peers.size).toBe(3);
  });
});

describe('k6/net/grpc definitions', () => {
  it('come from a protoset, from reflection, and from many loads', async () => {
    const { lines, err } = await run(
      `export default function () {
         set.connect(__ENV.SHOP, { plaintext: true });
         show(set.invoke('shop.v1.Shop/Echo', { userName: 'set', maybe: 0 }).message);
         mirror.connect(__ENV.SHOP, { plaintext: true, reflect: true });
         show(mirror.invoke('shop.v1.Shop/Echo', { item: { name: 'x' }, color: 1 }).message.item);
         show(mirror.healthCheck());
         tell(() => mirror.healthCheck('lost'));
         show(mirror.healthCheck().status === grpc.HealthCheckServing);
       }`,
      {
        init: `const set = new Client(); const mirror = new Client();
          if (__VU === 0) console.log(JSON.stringify(set.loadProtoset('./shop.protoset')[0])); else set.loadProtoset('./shop.protoset');
          if (__VU === 0) for (const bad of [() => set.loadProtoset('none'), () => set.load([], 'none.proto'), () => set.connect('x:1')])
            try { bad(); } catch (error) { console.log(error.message); }`,
      },
    );
    expect(json(lines[0]), err).toEqual({
      package: 'shop.v1',
      service: 'Shop',
      full_method: '/shop.v1.Shop/Echo',
    });
    expect(lines[1]).toBe(`couldn't open protoset: open ${join(dir, 'none')}: no such file or directory`);
    expect(lines[2]).toBe(`open ${join(dir, 'none.proto')}: no such file or directory`);
    expect(lines[3]).toBe('connecting to a gRPC server in the init context is not supported');
    expect(json(lines.at(-5))).toMatchObject({ userName: 'set', maybe: 0, item: null, big: '0' });
    expect(json(lines.at(-4))).toEqual({ name: 'x', priceCents: 0 });
    expect(json(lines.at(-3))).toEqual({ status: 'SERVING' });
    expect(lines.at(-2)).toBe('GoError: rpc error: code = NotFound desc = unknown service');
    expect(lines.at(-1)).toBe('true');
  });
});
