import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { walletAt } from '../../scenarios/lib/wallets.ts';
import { type StandinProcess, startStandinProcess } from '../helpers/standin-process.ts';
import { eventually } from './eventually.ts';

const QUERY = `/miner/earnings/${walletAt(3)}?days=2`;
let standin: StandinProcess;

beforeAll(async () => {
  const flags = ['--no-rate-limits', '--delay-scale', '0.01', '--block-time-ms', '50', '--pool-size', '3'];
  standin = await startStandinProcess(...flags);
});
afterAll(() => standin.stop());
afterEach(() => standin.control('DELETE', '/faults'));

const on = (fault: string): Promise<void> => standin.control('PUT', `/faults/${fault}`);
const off = (fault: string): Promise<void> => standin.control('DELETE', `/faults/${fault}`);
const get = (path: string): Promise<Response> => fetch(`${standin.urls.api}${path}`);
const json = async (path: string): Promise<Record<string, unknown>> =>
  (await (await get(path)).json()) as Record<string, unknown>;

/** Status and time of so many requests, one after the other. */
async function answers(count: number, path: string): Promise<{ status: number; tookMs: number }[]> {
  const found: { status: number; tookMs: number }[] = [];
  for (let sent = 0; sent < count; sent++) {
    const startedMs = performance.now();
    const response = await get(path);
    await response.arrayBuffer();
    found.push({ status: response.status, tookMs: performance.now() - startedMs });
  }
  return found;
}

const struck = (found: readonly { status: number }[]): number[] =>
  found.flatMap(({ status }, index) => (status === 500 ? [index] : []));

describe('the cache of the stand-in', () => {
  it('answers one route from Redis, and misses under the fault cache-miss', async (context) => {
    const { redis } = standin.urls;
    if (redis === null) return context.skip('there is no Redis on this machine');
    const client = new Redis(redis);
    const hits = async (): Promise<number> =>
      Number(/keyspace_hits:(\d+)/.exec(await client.info('stats'))?.[1] ?? Number.NaN);
    await get('/api/miners/leaderboard?limit=7');
    const before = await hits();
    await get('/api/miners/leaderboard?limit=7');
    expect(await hits()).toBe(before + 1);
    await on('cache-miss');
    await get('/api/miners/leaderboard?limit=7');
    expect(await hits()).toBe(before + 1);
    client.disconnect();
  });
});

describe('faults of the stand-in', () => {
  it('are listed, replaced by one of the same name and ended by the control port', async () => {
    await on('latency=1ms');
    await on('latency=2ms:50%');
    await on('errors=10%');
    const read = async () =>
      ((await (await fetch(`${standin.urls.control}/faults`)).json()) as { active: string[] }).active;
    expect(await read()).toEqual(['latency=2ms:50%', 'errors=10%']);
    await off('latency');
    expect(await read()).toEqual(['errors=10%']);
    await expect(on('latncy=1ms')).rejects.toThrow('did you mean \\"latency\\"');
    await expect(off('latncy')).rejects.toThrow('404');
  });

  it('latency delays every answer while it is on', async () => {
    await on('latency=250ms');
    const slow = await answers(3, '/roles');
    expect(slow.every(({ tookMs, status }) => status === 200 && tookMs >= 248)).toBe(true);
    await off('latency');
    const fast = await answers(5, '/roles');
    expect(Math.min(...fast.map(({ tookMs }) => tookMs))).toBeLessThan(200);
  });

  it('latency with a share delays exactly that share, evenly spaced', async () => {
    await on('latency=700ms:25%');
    const found = await answers(12, '/roles');
    const slow = found.flatMap(({ tookMs }, index) => (tookMs >= 695 ? [index] : []));
    expect(slow).toEqual([3, 7, 11]);
  });

  it('errors answers 500 to exactly that share, evenly spaced, and counts the canary apart', async () => {
    await on('errors=3%');
    const found = await answers(200, '/roles');
    expect(struck(found)).toEqual([33, 66, 99, 133, 166, 199]);
    expect(struck(await answers(40, '/system/time'))).toEqual([33]);
    await off('errors');
    expect(struck(await answers(40, '/roles'))).toEqual([]);
  });

  it('slow-query makes every query of the API wait, and only those', async () => {
    await on('slow-query=250ms');
    const [query] = await answers(1, QUERY);
    expect(query?.tookMs).toBeGreaterThanOrEqual(248);
    expect(await json(QUERY)).toHaveProperty('earnings.length', 2);
    const [none] = await answers(1, `/user/info/${walletAt(9999)}`);
    expect(none).toMatchObject({ status: 404 });
    expect(none?.tookMs).toBeGreaterThanOrEqual(248);
    expect(Math.min(...(await answers(3, '/roles')).map(({ tookMs }) => tookMs))).toBeLessThan(200);
    await off('slow-query');
    expect(Math.min(...(await answers(3, QUERY)).map(({ tookMs }) => tookMs))).toBeLessThan(200);
  });

  it('pool makes queries wait for a connection, without an error, until it is off', async () => {
    await on('pool');
    expect(await json('/health/pool')).toMatchObject({
      size: 3,
      used: 3,
      available: 0,
      utilization_percent: 100,
    });
    let settled = 0;
    const waiting = Array.from({ length: 4 }, () => get(QUERY).finally(() => settled++));
    await sleep(200);
    expect((await get('/roles')).status).toBe(200);
    expect(settled).toBe(0);
    await off('pool');
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await json('/health/pool')).toMatchObject({ used: 0 });
  });

  it('stall holds up every route at once', async () => {
    await on('stall');
    let longestMs = 0;
    await eventually(async () => {
      const [time] = await answers(1, '/system/time');
      longestMs = Math.max(longestMs, time?.tookMs ?? 0);
      return longestMs > 700;
    });
    await off('stall');
  });

  it('chain-stuck stops new blocks, and they go on from there when it is off', async () => {
    const height = async () => Number((await json('/network/stats'))['block_height']);
    const before = await height();
    await eventually(async () => (await height()) > before);
    await on('chain-stuck');
    const stuck = await height();
    await sleep(200);
    expect(await height()).toBe(stuck);
    await off('chain-stuck');
    await eventually(async () => (await height()) > stuck);
    expect(await height()).toBeLessThan(stuck + 100);
  });

  it('chain-down refuses connections: the API answers 200 with zeros, only its chain check is unwell', async () => {
    await on('chain-down');
    await expect(fetch(`${standin.urls.rpc}/status`)).rejects.toThrow('fetch failed');
    await expect(fetch(`${standin.urls.lcd}/`)).rejects.toThrow('fetch failed');
    const stats = await get('/network/stats');
    expect([stats.status, await stats.json()]).toEqual([
      200,
      expect.objectContaining({ block_height: 0, active_miners: 0, total_users: 500 }),
    ]);
    expect(await json('/blocks?limit=5')).toEqual({ blocks: [], limit: 5, total: 0 });
    expect(await json('/api/blockchain/dashboard/statistics')).toMatchObject({ total_stake: '0' });
    expect((await get('/health')).status).toBe(200);
    expect((await get('/health/blockchain')).status).toBe(503);
    await off('chain-down');
    expect((await get('/health/blockchain')).status).toBe(200);
    expect(Number((await json('/blocks?limit=5'))['total'])).toBeGreaterThan(0);
  });

  it('several act at once', async () => {
    await on('latency=60ms');
    await on('errors=50%');
    const found = await answers(4, '/roles');
    expect(struck(found)).toEqual([1, 3]);
    expect(found.every(({ tookMs }) => tookMs >= 58)).toBe(true);
  });
});

describe('PostgreSQL of the stand-in', () => {
  it('is stopped and started by the control port: queries fail, then answer again', async () => {
    expect((await get('/health/database')).status).toBe(200);
    await standin.control('PUT', '/postgres/stopped');
    expect((await get('/health/database')).status).toBe(503);
    expect((await get(QUERY)).status).toBe(500);
    expect((await get('/roles')).status).toBe(200);
    await standin.control('PUT', '/postgres/stopped');
    await standin.control('PUT', '/postgres/started');
    expect((await get('/health/database')).status).toBe(200);
    expect((await get(QUERY)).status).toBe(200);
    await expect(standin.control('PUT', '/postgres/paused')).rejects.toThrow('404');
  });
});
