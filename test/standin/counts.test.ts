import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { walletAt } from '../../scenarios/lib/wallets.ts';
import { type StandinProcess, startStandinProcess } from '../helpers/standin-process.ts';
import { eventually } from './eventually.ts';

let standin: StandinProcess;

beforeAll(async () => {
  standin = await startStandinProcess('--no-rate-limits', '--no-redis');
});
afterAll(() => standin.stop());

async function send(run: string, count: number, path: string): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, async () => {
      const response = await fetch(`${standin.urls.api}${path}`, { headers: { 'x-r3mes-run': run } });
      await response.arrayBuffer();
    }),
  );
}

describe('the stand-in’s counts', () => {
  it('are exact by run, route and status', async () => {
    await send('a', 7, '/roles');
    await send('a', 2, '/roles?limit=3');
    await send('a', 3, `/user/info/${walletAt(0)}`);
    await send('a', 4, `/user/info/${walletAt(9999)}`);
    await send('a', 5, '/user/info/short');
    await send('a', 1, '/nothing/here');
    await send('b', 6, '/roles');
    expect(await standin.counts('a')).toEqual({
      run: 'a',
      arrived: 22,
      answered: 22,
      statuses: { 200: 12, 404: 5, 422: 5 },
      routes: {
        'GET /roles': { arrived: 9, statuses: { 200: 9 } },
        'GET /user/info/{wallet_address}': { arrived: 12, statuses: { 200: 3, 404: 4, 422: 5 } },
        unmatched: { arrived: 1, statuses: { 404: 1 } },
      },
    });
    expect((await standin.counts('b')).statuses).toEqual({ 200: 6 });
    expect(await standin.counts('c')).toMatchObject({ arrived: 0, answered: 0, routes: {} });
    expect(await standin.counts()).toMatchObject({ run: null, arrived: 28 });
  });

  it('have a request whose client went away as arrived and not as answered', async () => {
    await standin.control('PUT', '/faults/latency=500ms');
    const { hostname, port } = new URL(standin.urls.api);
    const socket = connect(Number(port), hostname);
    socket.write('GET /roles HTTP/1.1\r\nhost: api\r\nx-r3mes-run: gone\r\n\r\n');
    await eventually(async () => (await standin.counts('gone')).arrived === 1);
    socket.destroy();
    await once(socket, 'close');
    // A later request is answered later than the one that nobody waits for.
    await send('after', 1, '/roles');
    await standin.control('DELETE', '/faults/latency');
    expect(await standin.counts('after')).toMatchObject({ arrived: 1, answered: 1 });
    expect(await standin.counts('gone')).toMatchObject({ arrived: 1, answered: 0, statuses: {} });
    // The fault is the stand-in's own: so long the answer took here.
    const latency = await fetch(`${standin.urls.control}/latency?run=after`);
    const { count, med, max } = (await latency.json()) as { count: number; med: number; max: number };
    expect([count, med]).toEqual([1, max]);
    expect(med).toBeGreaterThan(499);
  });
});
