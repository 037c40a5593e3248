import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StandinProcess, startStandinProcess } from '../helpers/standin-process.ts';

let standin: StandinProcess;

beforeAll(async () => {
  standin = await startStandinProcess('--no-redis');
});
afterAll(() => standin.stop());

const get = (path: string, forwardedFor?: string): Promise<Response> =>
  fetch(`${standin.urls.api}${path}`, {
    headers: forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor },
  });

async function statuses(count: number, ...request: Parameters<typeof get>): Promise<number[]> {
  const found: number[] = [];
  for (let sent = 0; sent < count; sent++) {
    const response = await get(...request);
    await response.arrayBuffer();
    found.push(response.status);
  }
  return found;
}

const times = (count: number, status: number): number[] => Array.from({ length: count }, () => status);

describe('the limits of the stand-in’s API', () => {
  it('answer 429 to the 31st request of a minute on a path, whatever its query, and to no other path', async () => {
    expect(await statuses(30, '/roles')).toEqual(times(30, 200));
    const refused = await get('/roles?again=1');
    expect(refused.status).toBe(429);
    expect(await refused.json()).toEqual({ error: 'Rate limit exceeded: 30 per 1 minute' });
    expect((await get('/network/stats')).status).toBe(200);
  });

  it('give every value of a path parameter a window of its own', async () => {
    const [first, second] = ['a', 'b'].map((end) => `/miner/earnings/remes1${end.repeat(38)}`);
    expect((await statuses(31, first as string)).at(-1)).toBe(429);
    expect((await get(second as string)).status).toBe(200);
  });

  it('admit 100 a minute to /health, and any number to /system/time', async () => {
    expect((await statuses(101, '/health')).indexOf(429)).toBe(100);
    expect(await statuses(110, '/system/time')).toEqual(times(110, 200));
  });

  it('tell clients apart by the last foreign hop of X-Forwarded-For', async () => {
    expect((await statuses(31, '/api/lora/list', '10.1.1.1')).at(-1)).toBe(429);
    expect((await get('/api/lora/list', '10.1.1.2')).status).toBe(200);
    expect((await get('/api/lora/list')).status).toBe(200);
    expect((await get('/api/lora/list', '10.9.9.9, 10.1.1.1, 127.0.0.1')).status).toBe(429);
    expect((await get('/api/lora/list', '10.1.1.1, 10.9.9.9')).status).toBe(200);
  });

  it('are joined by the edge’s under the fault edge-limit: 503 with an HTML page past rate and burst', async () => {
    await standin.control('PUT', '/faults/edge-limit=1%2Fs');
    const found = await statuses(60, '/system/time', '10.3.3.3');
    const other = await get('/system/time', '10.3.3.4');
    const refused = await get('/system/time', '10.3.3.3');
    await standin.control('DELETE', '/faults');
    expect(found.slice(0, 51)).toEqual(times(51, 200));
    expect(found.filter((status) => status === 503).length).toBeGreaterThanOrEqual(5);
    expect([other.status, refused.status, refused.headers.get('content-type')]).toEqual([
      200,
      503,
      'text/html',
    ]);
  });

  it('are lifted and set again by the control port', async () => {
    expect((await statuses(31, '/serving/nodes')).at(-1)).toBe(429);
    await standin.control('PUT', '/limits/lifted');
    expect(await statuses(40, '/serving/nodes')).toEqual(times(40, 200));
    await standin.control('PUT', '/limits/real');
    expect((await get('/serving/nodes')).status).toBe(429);
    await expect(standin.control('PUT', '/limits/none')).rejects.toThrow('404');
  });
});

describe('a stand-in with --no-rate-limits', () => {
  it('admits any number of requests', async () => {
    const free = await startStandinProcess('--no-rate-limits', '--no-redis');
    try {
      const answers = await Promise.all(
        Array.from({ length: 60 }, () => fetch(`${free.urls.api}/roles`).then(({ status }) => status)),
      );
      expect(answers).toEqual(times(60, 200));
    } finally {
      await free.stop();
    }
  });
});
