import { describe, expect, it } from 'vitest';
import { mixer, readMix } from '../../scenarios/lib/mix.ts';
import { apiRoutes } from '../../scenarios/lib/routes.ts';
import { spreadOrder, zipfPlace } from '../../scenarios/lib/spread.ts';

const shares = readMix(apiRoutes({ chainId: '', inferenceMode: '' }), { quarantine: true });
const choose = mixer(shares, 500);

/** Requests by route after `iterations`, as the mix decides them. */
function counts(iterations: number, from = 0): Record<string, number> {
  const counted: Record<string, number> = {};
  for (let i = from; i < from + iterations; i++) {
    const { name } = choose(i).route;
    counted[name] = (counted[name] ?? 0) + 1;
  }
  return counted;
}

// The contract's table 10.2, written down by hand.
const ONE_HUNDRED = {
  '/api/blockchain/dashboard/status': 26,
  '/api/blockchain/dashboard/blocks?limit=20': 13,
  '/miner/stats/:wallet': 11,
  '/network/stats': 9,
  '/blocks?limit=50': 9,
  '/blocks?limit=10': 7,
  '/api/blockchain/dashboard/locations?limit=200': 4,
  '/api/blockchain/dashboard/miners': 4,
  '/api/blockchain/dashboard/statistics': 4,
  '/miner/earnings/:wallet?days=7': 2,
  '/miner/hashrate/:wallet?days=7': 2,
  '/user/:wallet/transactions?limit=50': 1,
  '/leaderboard/miners?limit=100': 1,
  '/leaderboard/validators?limit=100': 1,
  '/serving/nodes': 1,
  '/proposer/nodes': 1, // in turn with /proposer/pool, and first
  '/roles/stats/summary': 1,
  '/api/inference/health': 1,
  '/roles': 1, // in turn with three others, and first
  '/system/time': 1, // in the place of POST /chat
};

describe('read mix', () => {
  it('has the contract’s counts in the first 100 iterations', () => {
    expect(counts(100)).toEqual(ONE_HUNDRED);
  });

  it('shares the turns of a weight among its routes over 1,000 iterations', () => {
    const { '/proposer/nodes': _nodes, '/roles': _roles, '/system/time': _time, ...single } = ONE_HUNDRED;
    const tenfold = Object.fromEntries(Object.entries(single).map(([name, count]) => [name, count * 10]));
    expect(counts(1_000)).toEqual({
      ...tenfold,
      '/proposer/nodes': 5, // 10 turns, two routes
      '/proposer/pool': 5,
      '/roles': 3, // 10 turns, four routes: 3 + 3 + 2 + 2
      '/faucet/status': 3,
      '/api/lora/list': 2,
      '/user/info/:wallet': 2,
      '/system/time': 7, // 10 turns: 7 + three of the monitors' routes
      '/health': 1,
      '/metrics': 1,
      '/health/blockchain': 1,
    });
  });

  it('has in 30 iterations the floor or the ceiling of each route’s share', () => {
    const first = counts(30);
    // 30 % of the weight: 7.8, 3.9, 3.3, 2.7, 2.7, 2.1
    expect([7, 8]).toContain(first['/api/blockchain/dashboard/status']);
    expect([3, 4]).toContain(first['/api/blockchain/dashboard/blocks?limit=20']);
    expect([3, 4]).toContain(first['/miner/stats/:wallet']);
    expect([2, 3]).toContain(first['/network/stats']);
    expect([2, 3]).toContain(first['/blocks?limit=50']);
    expect([2, 3]).toContain(first['/blocks?limit=10']);
    expect(Object.values(first).reduce((sum, count) => sum + count, 0)).toBe(30);
  });

  it('never has a route a whole turn ahead of its share or behind it, at any length', () => {
    const weights = shares.map((share) => share.weight);
    const order = spreadOrder(weights);
    const taken = weights.map(() => 0);
    for (const [slot, item] of order.entries()) {
      taken[item]!++;
      for (const [i, weight] of weights.entries()) {
        const share = ((slot + 1) * weight) / 100;
        expect(taken[i]).toBeGreaterThanOrEqual(Math.floor(share));
        expect(taken[i]).toBeLessThanOrEqual(Math.ceil(share));
      }
    }
  });

  it('chooses by the iteration’s number alone, so that parts of a run add up', () => {
    const parts = [counts(317), counts(683, 317)];
    const sum: Record<string, number> = {};
    for (const part of parts)
      for (const [name, count] of Object.entries(part)) sum[name] = (sum[name] ?? 0) + count;
    expect(sum).toEqual(counts(1_000));
  });

  it('never asks a route that mutates, costs or fans out to every validator', () => {
    const names = shares.flatMap((share) => share.inTurn.map((route) => route.name));
    expect(
      names.filter((name) => /validators\/|aggregations|commits|chat|config|generate|claim/.test(name)),
    ).toEqual([]);
  });
});

describe('spread order', () => {
  it('alternates two equal weights and spaces a rare one', () => {
    expect(spreadOrder([1, 1])).toEqual([0, 1]);
    // 3 : 1 in four slots: the rare one has till slot 4, the frequent one is due at 2, 3 and 4
    expect(spreadOrder([3, 1])).toEqual(
      [0, 0, 0, 1].sort((a, b) => spreadOrder([3, 1]).indexOf(a) - spreadOrder([3, 1]).indexOf(b)),
    );
  });
});

describe('wallets of the mix', () => {
  it('are drawn by Zipf’s law: the first of 500 about 11 % of the time, each in the list', () => {
    const places = Array.from({ length: 10_000 }, (_, i) => choose(i).walletPlace);
    expect(Math.min(...places)).toBe(0);
    expect(Math.max(...places)).toBeLessThan(500);
    // ln 2 / ln 501 = 0.1115
    expect(places.filter((place) => place === 0).length / 10_000).toBeCloseTo(0.1115, 2);
  });

  it('are in the list at both ends of the fraction and for a list of one', () => {
    expect(zipfPlace(0, 500)).toBe(0);
    expect(zipfPlace(0.999999999999, 500)).toBe(499);
    expect(zipfPlace(0.999999999999, 1)).toBe(0);
  });
});

describe('quarantine', () => {
  it('keeps the route that stalls the API out unless it is asked for', () => {
    const calm = mixer(readMix(apiRoutes({ chainId: '', inferenceMode: '' }), { quarantine: false }), 500);
    const names = Array.from({ length: 1000 }, (_, i) => calm(i).route.name);
    expect(names.filter((name) => name.includes('/transactions'))).toEqual([]);
    expect(names.filter((name) => name === '/api/blockchain/dashboard/status')).toHaveLength(270);
  });
});
