import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { walletAt } from '../../scenarios/lib/wallets.ts';
import { ROUTES } from '../../standin/api/routes/index.ts';
import type { Shape } from '../../standin/api/shape.ts';
import { type StandinProcess, startStandinProcess } from '../helpers/standin-process.ts';

const WALLET = walletAt(0);
/** Bodies that are right, of the routes that take one. */
const BODIES: Readonly<Record<string, object>> = {
  '/auth/login': { wallet_address: WALLET },
  '/api/lora/register': { name: 'adapter-1', ipfs_hash: 'QmTest' },
  '/api/serving-node/register': {
    wallet_address: WALLET,
    endpoint_url: 'http://127.0.0.1:9',
    available_lora_list: ['adapter-1'],
  },
  '/api/serving-node/heartbeat': { wallet_address: WALLET, current_load: 3 },
  '/chat': { message: 'What is R3MES?' },
};
let standin: StandinProcess;

beforeAll(async () => {
  standin = await startStandinProcess('--no-rate-limits', '--delay-scale', '0.01');
});
afterAll(() => standin.stop());

const get = (path: string): Promise<Response> => fetch(`${standin.urls.api}${path}`);
const json = async <T = Record<string, unknown>>(path: string): Promise<T> =>
  (await (await get(path)).json()) as T;

/** Where a value is not of a shape: the path of its first difference, or ''. Unknown fields count. */
function difference(shape: Shape, value: unknown, at = '$'): string {
  if (shape === 's') return typeof value === 'string' ? '' : at;
  if (shape === 's?') return value === null || typeof value === 'string' ? '' : at;
  if (shape === 'i') return Number.isInteger(value) ? '' : at;
  if (shape === 'f') return Number.isFinite(value) ? '' : at;
  if (shape === 'b') return typeof value === 'boolean' ? '' : at;
  if (typeof value !== 'object' || value === null) return at;
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return at;
    return (
      value.map((each, index) => difference(shape[0] as Shape, each, `${at}[${index}]`)).find(Boolean) ?? ''
    );
  }
  if ('map' in shape) {
    const each = Object.entries(value).map(([key, one]) =>
      difference(shape.map as Shape, one, `${at}.${key}`),
    );
    return each.find(Boolean) ?? '';
  }
  const fields = shape as Record<string, Shape>;
  const unknown = Object.keys(value).find((key) => !(key in fields));
  if (unknown !== undefined) return `${at}.${unknown}`;
  return (
    Object.entries(fields)
      .map(([key, field]) => difference(field, (value as Record<string, unknown>)[key], `${at}.${key}`))
      .find(Boolean) ?? ''
  );
}

describe('every route of the stand-in', () => {
  it.each(ROUTES.map((route) => [route.method, route.path, route] as const))(
    '%s %s answers 200 in its shape',
    async (method, path, route) => {
      const url = `${standin.urls.api}${path.replace(/\{\w+\}/, WALLET)}`;
      const body = BODIES[path];
      const response = await fetch(
        url,
        body === undefined
          ? { method }
          : { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
      );
      expect(response.status).toBe(200);
      if (route.shape === 'text') {
        expect(response.headers.get('content-type')).toContain('text/plain');
        return;
      }
      expect(response.headers.get('content-type')).toContain('application/json');
      expect(difference(route.shape, await response.json())).toBe('');
    },
  );

  it('has the routes of the mix and of the health checks, each once', () => {
    const keys = ROUTES.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toEqual(
      expect.arrayContaining([
        'GET /api/blockchain/dashboard/status',
        'GET /api/blockchain/dashboard/blocks',
        'GET /api/blockchain/dashboard/locations',
        'GET /api/blockchain/dashboard/miners',
        'GET /api/blockchain/dashboard/statistics',
        'GET /network/stats',
        'GET /blocks',
        'GET /miner/stats/{wallet_address}',
        'GET /miner/earnings/{wallet_address}',
        'GET /miner/hashrate/{wallet_address}',
        'GET /user/{address}/transactions',
        'GET /leaderboard/miners',
        'GET /leaderboard/validators',
        'GET /serving/nodes',
        'GET /proposer/nodes',
        'GET /roles/stats/summary',
        'GET /api/inference/health',
        'GET /system/time',
        'GET /health/blockchain',
      ]),
    );
  });
});

describe('answers of the stand-in', () => {
  it('give blocks without a gap, newest first, as many as were asked for', async () => {
    const { blocks, total, limit } = await json<{
      blocks: { height: number; time: string }[];
      total: number;
      limit: number;
    }>('/blocks?limit=50');
    expect([blocks.length, limit]).toEqual([50, 50]);
    expect(blocks.map(({ height }) => height)).toEqual(blocks.map((_, index) => total - index));
    expect(Date.now() - Date.parse(blocks[0]?.time ?? '')).toBeLessThan(60_000);
  });

  it('give exactly one row a day', async () => {
    for (const days of [1, 7, 31]) {
      expect(await json(`/miner/earnings/${WALLET}?days=${days}`)).toHaveProperty('earnings.length', days);
      expect(await json(`/miner/hashrate/${WALLET}?days=${days}`)).toHaveProperty('hashrate.length', days);
    }
  });

  it('come from the seeded database and the chain', async () => {
    expect(await json(`/user/info/${WALLET}`)).toEqual({
      wallet_address: WALLET,
      credits: 10,
      is_miner: true,
    });
    expect(await json('/network/stats')).toMatchObject({
      total_users: 500,
      block_height: expect.toSatisfy(positive),
    });
    expect(Number((await json('/api/blockchain/dashboard/statistics'))['total_stake'])).toBeGreaterThan(0);
    expect(await json('/health/blockchain')).toHaveProperty('node_info.network', standin.urls.chainId);
    expect(await json<unknown[]>('/api/lora/list')).toHaveLength(45);
    expect(await json<unknown[]>('/api/lora/list?active_only=no')).toHaveLength(50);
  });

  it('are zeros for an unknown wallet’s statistics, and 404 for its user', async () => {
    const unknown = walletAt(9999);
    expect(await json(`/miner/stats/${unknown}`)).toMatchObject({
      total_earnings: 0,
      hashrate: 0,
      blocks_found: 0,
    });
    const user = await get(`/user/info/${unknown}`);
    expect([user.status, await user.json()]).toEqual([404, { detail: 'User not found' }]);
    const nowhere = await get('/no/such/route');
    expect([nowhere.status, await nowhere.json()]).toEqual([404, { detail: 'Not Found' }]);
  });
});

describe('wrong input is answered 422', () => {
  it.each([
    [
      `/miner/earnings/${WALLET}?days=0`,
      { type: 'greater_than_equal', loc: ['query', 'days'], input: '0', ctx: { ge: 1 } },
    ],
    [
      `/miner/earnings/${WALLET}?days=366`,
      { type: 'less_than_equal', loc: ['query', 'days'], ctx: { le: 365 } },
    ],
    [`/miner/earnings/${WALLET}?days=two`, { type: 'int_parsing', loc: ['query', 'days'], input: 'two' }],
    ['/blocks?limit=101', { type: 'less_than_equal', loc: ['query', 'limit'] }],
    ['/api/lora/list?active_only=maybe', { type: 'bool_parsing', loc: ['query', 'active_only'] }],
    [
      '/user/info/remes1short',
      { type: 'string_too_short', loc: ['path', 'wallet_address'], ctx: { min_length: 20 } },
    ],
    [`/user/info/remes1${'a'.repeat(60)}`, { type: 'string_too_long', loc: ['path', 'wallet_address'] }],
    [
      `/user/info/cosmos1${'a'.repeat(38)}`,
      { type: 'string_pattern_mismatch', loc: ['path', 'wallet_address'] },
    ],
  ])('%s', async (path, problem) => {
    const response = await get(path);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ detail: [problem] });
  });

  it('and nothing else: the last of several values counts, the bounds are allowed', async () => {
    expect((await get('/blocks?limit=101&limit=2')).status).toBe(200);
    expect(await json('/blocks?limit=100')).toHaveProperty('blocks.length', 100);
    expect((await get(`/miner/earnings/${WALLET}?days=365`)).status).toBe(200);
  });
});

describe('the node of the stand-in', () => {
  it('answers JSON-RPC errors with status 200', async () => {
    const response = await fetch(`${standin.urls.rpc}/block?height=999999999`);
    expect([response.status, await response.json()]).toEqual([
      200,
      expect.objectContaining({ error: expect.objectContaining({ code: -32603 }) }),
    ]);
    const unknown = await fetch(standin.urls.rpc, { method: 'POST', body: '{"id":4,"method":"none"}' });
    expect(await unknown.json()).toMatchObject({ id: 4, error: { code: -32601 } });
  });

  it('is of the same height by RPC and by LCD', async () => {
    const { result } = (await (await fetch(`${standin.urls.rpc}/block?height=119990`)).json()) as {
      result: { block: { header: { time: string } } };
    };
    const lcd = await fetch(`${standin.urls.lcd}/cosmos/base/tendermint/v1beta1/blocks/119990`);
    expect(await lcd.json()).toHaveProperty('block.header.time', result.block.header.time);
  });
});

const positive = (value: unknown): boolean => typeof value === 'number' && value > 0;
