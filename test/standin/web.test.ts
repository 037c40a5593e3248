import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PAGES } from '../../standin/web/pages.ts';
import { type StandinProcess, startStandinProcess } from '../helpers/standin-process.ts';

let standin: StandinProcess;

beforeAll(async () => {
  standin = await startStandinProcess('--no-redis');
});
afterAll(() => standin.stop());
afterEach(() => standin.control('DELETE', '/faults'));

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${standin.urls.frontend}${path}`, { headers: { 'x-r3mes-run': 'web', ...headers } });

const assetsOf = (html: string): string[] =>
  [...html.matchAll(/(?:src|href)="(\/_next\/[^"]+)"/g)].map(([, path = '']) => path);

describe('the front end of the stand-in', () => {
  it('has every page of the dashboard, with assets that all load and never change', async () => {
    const assets = new Set<string>();
    for (const path of Object.keys(PAGES)) {
      const page = await get(path);
      expect([path, page.status, page.headers.get('content-type')]).toEqual([
        path,
        200,
        'text/html; charset=utf-8',
      ]);
      const html = await page.text();
      expect(html).toContain('</html>');
      expect(assetsOf(html)).toHaveLength(6);
      for (const asset of assetsOf(html)) assets.add(asset);
    }
    for (const asset of assets) {
      const answer = await get(asset);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([
        200,
        'public, max-age=31536000, immutable',
      ]);
      expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(1000);
    }
    const { routes } = await standin.countsOf('web', 'web');
    expect(routes['GET /_next/static/*']).toEqual({ arrived: assets.size, statuses: { 200: assets.size } });
    expect(routes['GET /network']).toEqual({ arrived: 1, statuses: { 200: 1 } });
  });

  it('answers 304 to whoever has the page, and 404 to unknown ones', async () => {
    const etag = (await get('/network')).headers.get('etag') ?? '';
    expect((await get('/network', { 'if-none-match': etag })).status).toBe(304);
    expect((await get('/nowhere')).status).toBe(404);
    expect((await get('/_next/static/chunks/old.js')).status).toBe(404);
  });

  it('refuses the 101st page of a client with Retry-After, and neither assets nor other clients', async () => {
    const client = { 'x-forwarded-for': '203.0.113.9, 10.0.0.1' };
    const statuses: number[] = [];
    for (let sent = 0; sent < 101; sent++) statuses.push((await get('/roles', client)).status);
    expect(statuses.indexOf(429)).toBe(100);
    const refused = await get('/roles', client);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(800);
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    expect((await get('/favicon.ico', client)).status).toBe(200);
    expect((await get('/roles', { 'x-forwarded-for': '203.0.113.10' })).status).toBe(200);
    await standin.control('PUT', '/faults/limiter-off');
    expect((await get('/roles', client)).status).toBe(200);
  });

  it('has slow pages and assets without a cache as faults', async () => {
    await standin.control('PUT', '/faults/slow-page=300ms');
    await standin.control('PUT', '/faults/no-asset-cache');
    const startedMs = performance.now();
    const [asset = ''] = assetsOf(await (await get('/app', { 'x-forwarded-for': '203.0.113.11' })).text());
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(298);
    expect((await get(asset)).headers.get('cache-control')).toContain('no-store');
  });
});
