import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folder } from '../helpers/harness.ts';
import { runGrpc } from './grpc-run.ts';
import { type Shop, startShop } from './grpc-shop.ts';

const dir = folder();
let shop: Shop;

beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.close());

const run = (body: string, more: { init?: string; flags?: string[] } = {}) =>
  runGrpc({ dir, port: shop.port }, body, more);
const LISTEN = `const listen = (stream, name) => {
  stream.on('data', (message, meta) => show([name, message.value, Number.isInteger(meta.ts)]));
  stream.on('error', (error) => show([name, 'error', error.code, error.message]));
  stream.on('end', () => show([name, 'end']));
  return stream;
};`;

describe('k6/net/grpc streams', () => {
  it('carry messages of clients, of servers and of both', async () => {
    const { lines, code, err } = await run(
      `${LISTEN}
       export default function () {
         connect();
         const sum = listen(new Stream(client, 'shop.v1.Shop/Sum'), 'sum');
         for (const value of [1, 2, 3]) sum.write({ value });
         sum.end();
         sum.write({ value: 100 });
         sum.on('end', () => {
           const count = listen(new Stream(client, '/shop.v1.Shop/Count'), 'count');
           count.write({ value: 3 });
           count.end();
           count.on('end', () => {
             const both = listen(new Stream(client, 'shop.v1.Shop/Double'), 'both');
             both.on('data', ({ value }) => value < 20 ? both.write({ value }) : both.end());
             both.write({ value: 5 });
           });
         });
       }`,
    );
    expect(code, err).toBe(0);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      ['sum', 6, true],
      ['sum', 'end'],
      ['count', 1, true],
      ['count', 2, true],
      ['count', 3, true],
      ['count', 'end'],
      ['both', 10, true],
      ['both', 20, true],
      ['both', 'end'],
    ]);
  });

  it('tell of errors, then of the end', async () => {
    const { lines } = await run(
      `${LISTEN}
       export default function () {
         connect();
         listen(new Stream(client, 'shop.v1.Shop/Double'), 'server').write({ value: -1 });
         listen(new Stream(client, 'shop.v1.Shop/Double', { timeout: 150 }), 'late');
         tell(() => new Stream(client, 'shop.v1.Shop/Nope'));
         tell(() => new Stream(client, 'shop.v1.Shop/Sum', { nope: 1 }));
       }`,
    );
    expect(lines.slice(0, 2)).toEqual([
      `GoError: invalid GRPC Stream's method: method "/shop.v1.Shop/Nope" not found in file descriptors`,
      `GoError: invalid GRPC Stream's parameters: unknown param: "nope"`,
    ]);
    expect(lines.slice(2).map((line) => JSON.parse(line))).toEqual([
      ['server', 'error', 3, 'negative'],
      ['server', 'end'],
      ['late', 'error', 4, 'context deadline exceeded'],
      ['late', 'end'],
    ]);
  });

  it('end when a message does not fit the method', async () => {
    const { lines, code } = await run(
      `${LISTEN}
       export default function () {
         connect();
         const stream = listen(new Stream(client, 'shop.v1.Shop/Double'), 's');
         stream.write({ nope: 1 });
         stream.on('other', () => {});
         stream.write(null);
       }`,
    );
    expect(code).toBe(0);
    expect(lines).toEqual([
      "can't register other event handler: unknown GRPC stream's event type: other",
      "can't send empty message",
      JSON.stringify([
        's',
        'error',
        2,
        `can't serialise request object to protocol buffer: proto: (line 1:2): unknown field "nope"`,
      ]),
      '["s","end"]',
    ]);
  });

  it('run one handler at a time, though a handler waits', async () => {
    const { lines } = await run(
      `export default function () {
         connect();
         const stream = new Stream(client, 'shop.v1.Shop/Count');
         stream.on('data', ({ value }) => {
           show('in ' + value);
           client.invoke('shop.v1.Shop/Slow', { value: 20 });
           show('out ' + value);
         });
         stream.on('end', () => show('end'));
         stream.write({ value: 2 });
         stream.end();
       }`,
    );
    expect(lines.map((line) => JSON.parse(line))).toEqual(['in 1', 'out 1', 'in 2', 'out 2', 'end']);
  });

  it('leave nothing behind when a handler throws or the test stops', async () => {
    const { lines, err } = await run(
      `export const options = { scenarios: {
         throws: { executor: 'per-vu-iterations', iterations: 2, exec: 'throws' },
         waits: { executor: 'constant-vus', vus: 1, duration: '1s', gracefulStop: '0s', exec: 'waits' } } };
       const echo = () => { connect(); return new Stream(client, 'shop.v1.Shop/Double'); };
       export function throws() {
         const stream = echo();
         stream.on('data', () => { throw new Error('oh'); });
         stream.on('end', () => show('never'));
         stream.write({ value: 1 }); stream.write({ value: 2 });
       }
       export function waits() { echo().on('end', () => show('never')); }
       export function handleSummary(data) { return { 'left.json': JSON.stringify(data.metrics) }; }`,
    );
    expect(
      lines.filter((line) => line.startsWith('Error: oh')),
      err,
    ).toHaveLength(2);
    expect(lines).not.toContain('"never"');
    const metrics = JSON.parse(readFileSync(join(dir, 'left.json'), 'utf8'));
    expect(metrics.grpc_streams.values.count).toBe(3);
    expect(metrics.grpc_req_duration).toBeUndefined();
  });
});

describe('k6/net/grpc metrics', () => {
  it('count calls and messages with their tags, and bytes', async () => {
    const samples = join(dir, 'samples.json');
    const { code, err } = await run(
      `export default function () {
         connect();
         client.invoke('shop.v1.Shop/Echo', {}, { tags: { team: 'ops' } });
         client.invoke('shop.v1.Shop/Fail', { value: 7 }, { tags: { name: 'mine' } });
         const stream = new Stream(client, 'shop.v1.Shop/Double', { tags: { team: 'dev' } });
         stream.on('data', () => {});
         stream.write({ value: 1 }); stream.write({ value: 2 });
         stream.end();
       }`,
      { flags: ['--out', `json=${samples}`] },
    );
    expect(code, err).toBe(0);
    const points = readFileSync(samples, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ type }) => type === 'Point');
    const of = (name: string) => points.filter(({ metric }) => metric === name).map(({ data }) => data);
    const tags = { method: 'Echo', service: 'shop.v1.Shop', scenario: 'default', group: '' };
    const address = `127.0.0.1:${shop.port}`;
    const durations = of('grpc_req_duration');
    expect(durations.map((point) => point.tags)).toEqual([
      { ...tags, name: '/shop.v1.Shop/Echo', url: `${address}/shop.v1.Shop/Echo`, status: '0', team: 'ops' },
      { ...tags, method: 'Fail', name: 'mine', url: `${address}/shop.v1.Shop/Fail`, status: '7' },
      {
        ...{ ...tags, method: 'Double', name: '/shop.v1.Shop/Double', url: `${address}/shop.v1.Shop/Double` },
        ...{ status: '0', team: 'dev' },
      },
    ]);
    expect(durations.every(({ value }) => value > 0)).toBe(true);
    expect(of('grpc_streams').map(({ value }) => value)).toEqual([1]);
    expect(of('grpc_streams_msgs_sent')).toHaveLength(2);
    expect(of('grpc_streams_msgs_received')).toHaveLength(2);
    expect(of('data_sent')[0].value).toBeGreaterThan(100);
    expect(of('data_received')[0].value).toBeGreaterThan(100);
  });
});
