import { describe, expect, it } from 'vitest';
import { type StepKind, searchRate } from '../../src/plan/rate-search.ts';
import { gaveWay } from '../../src/verdict/gave-way.ts';
import { passingRun } from '../helpers/runs.ts';

const search = { fromPerSecond: 30, ceilingPerSecond: 600, through: [], resolution: 1.025 };

function against(holds: (rate: number, tries: number) => boolean | null) {
  const tried: { rate: number; kind: StepKind }[] = [];
  const hold = async (rate: number, kind: StepKind) => {
    tried.push({ rate, kind });
    return holds(rate, tried.filter((each) => each.rate === rate).length);
  };
  return { tried, hold };
}

describe('the search for the breaking point', () => {
  it.each([31, 47, 100, 199, 333, 599])(
    'finds a capacity of %i within its resolution, and confirms it',
    async (capacity) => {
      const { tried, hold } = against((rate) => rate <= capacity);
      const { heldPerSecond, brokenPerSecond } = await searchRate(search, hold);
      expect(heldPerSecond).toBeLessThanOrEqual(capacity);
      expect(brokenPerSecond).toBeGreaterThan(capacity);
      expect((brokenPerSecond ?? 0) - (heldPerSecond ?? 0)).toBeLessThanOrEqual(Math.max(1, capacity * 0.03));
      expect(tried.at(-1)).toEqual({ rate: heldPerSecond, kind: 'confirm' });
      expect(tried.length).toBeLessThan(18);
    },
  );

  it('stops at the ceiling when nothing breaks', async () => {
    const { tried, hold } = against(() => true);
    expect(await searchRate(search, hold)).toEqual({ heldPerSecond: 600, brokenPerSecond: null });
    expect(Math.max(...tried.map(({ rate }) => rate))).toBe(600);
  });

  it('says so when not even one a second holds', async () => {
    const { hold } = against(() => false);
    expect(await searchRate(search, hold)).toEqual({ heldPerSecond: null, brokenPerSecond: 1 });
  });

  it('goes below its first rate when that breaks', async () => {
    const { heldPerSecond, brokenPerSecond } = await searchRate(search, against((rate) => rate <= 11).hold);
    expect([heldPerSecond, brokenPerSecond]).toEqual([11, 12]);
  });

  it('takes a rate that breaks when it is confirmed as broken, and goes on below it', async () => {
    const { tried, hold } = against((rate, tries) => rate < 90 || (rate <= 100 && tries === 1));
    const { heldPerSecond } = await searchRate(search, hold);
    expect(heldPerSecond).toBeLessThan(90);
    expect(heldPerSecond).toBeGreaterThan(85);
    expect(tried.filter(({ kind }) => kind === 'confirm').length).toBeGreaterThan(1);
  });

  it('tries the stated capacity itself', async () => {
    const { tried, hold } = against((rate) => rate <= 100);
    await searchRate({ ...search, through: [97] }, hold);
    expect(tried.map(({ rate }) => rate)).toContain(97);
  });

  it('keeps what it knows when it is ended', async () => {
    const { hold } = against((rate) => (rate > 60 ? null : true));
    expect(await searchRate(search, hold)).toEqual({ heldPerSecond: 45, brokenPerSecond: null });
  });

  it('ends however contradictory the answers are', async () => {
    let turn = 0;
    const { tried, hold } = against(() => turn++ % 3 !== 0);
    await searchRate(search, hold);
    expect(tried.length).toBeLessThanOrEqual(40);
  });
});

describe('what gave way first', () => {
  const { intervals } = passingRun();
  const with_ = (second: number, change: object) =>
    intervals.map((interval, index) => (index === second ? { ...interval, ...change } : interval));

  it.each([
    ['database pool', { probes: { postgres: { 'connections.usedPercent': 96 } } }],
    ['CPU', { probes: { system: { 'cpu.usedPercent': 91 } } }],
    ['chain', { probes: { chain: { 'block.ageSeconds': 20 } } }],
    ['chain', { probesDown: { chain: 'connect ECONNREFUSED' } }],
    ['generator', { generator: { elu: 0.97, startLagP95Ms: 1, rssBytes: 1, cpu: 1 } }],
  ])('is the %s where it reached its limit', (part, change) => {
    expect(gaveWay(with_(4, change)).part).toBe(part);
  });

  it('is the generator wherever its self-check failed', () => {
    const line = { level: 'CRIT', reason: 'started late' } as never;
    expect(gaveWay(with_(4, { probes: { chain: { 'block.ageSeconds': 20 } } }), [line])).toEqual({
      part: 'generator',
      text: 'started late',
    });
  });

  it('is the API where no other part did', () => {
    expect(gaveWay(intervals).part).toBe('API');
  });
});
