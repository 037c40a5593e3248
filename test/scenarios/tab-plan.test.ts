import { describe, expect, it } from 'vitest';
import { PAGES } from '../../scenarios/lib/pages.ts';
import { pauseSeconds, seededRandom } from '../../scenarios/lib/random.ts';
import { dueTimes, pollsOf, type TabLoad, tabCount, tabPlan } from '../../scenarios/lib/tab-plan.ts';

const HOUR: TabLoad = {
  tabs: 100,
  shape: { kind: 'constant', level: 1, seconds: 3600 },
  seed: 1,
  quarantine: false,
};
const plans = (load: TabLoad) => Array.from({ length: tabCount(load) }, (_, tab) => tabPlan(tab, load));

describe('the plan of a tab', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(tabPlan(7, HOUR)).toEqual(tabPlan(7, HOUR));
    expect(tabPlan(7, { ...HOUR, seed: 2 })).not.toEqual(tabPlan(7, HOUR));
  });

  it('fills its time from its phase to the end, one page after the other, each for 5 s or more', () => {
    for (const stays of plans(HOUR)) {
      expect(stays[0]?.from).toBeGreaterThanOrEqual(0);
      expect(stays[0]?.from).toBeLessThan(30);
      expect(stays.at(-1)?.until).toBe(3600);
      for (const [place, { from, until }] of stays.slice(0, -1).entries()) {
        expect(until - from).toBeGreaterThanOrEqual(5);
        expect(stays[place + 1]?.from).toBe(until);
      }
    }
  });

  it('has a phase of its own, spread over the half minute', () => {
    const phases = plans(HOUR).map(([first]) => Math.floor((first?.from ?? 0) / 10));
    for (const third of [0, 1, 2])
      expect(phases.filter((phase) => phase === third).length).toBeGreaterThan(20);
  });

  it('begins a hundred tabs on the pages in exactly their shares', () => {
    const first = plans(HOUR).map(([stay]) => stay?.page);
    for (const { path, weight } of PAGES)
      expect([path, first.filter((page) => page === path).length]).toEqual([path, weight]);
  });

  it('asks an API about as often as the contract’s tabs do: 9 to 12 times a minute', () => {
    const polls = plans(HOUR)
      .flat()
      .flatMap((stay) => pollsOf(stay.page, HOUR).flatMap((poll) => dueTimes(stay, poll)));
    const perTabMinute = polls.length / 100 / 60;
    expect(perTabMinute).toBeGreaterThan(9);
    expect(perTabMinute).toBeLessThan(12.5);
  });

  it('follows a ramp: the tab opens when it is wanted and closes when it is not', () => {
    const stages = [
      { level: 2, seconds: 100 },
      { level: 2, seconds: 50 },
      { level: 1, seconds: 10 },
    ];
    const load: TabLoad = { ...HOUR, tabs: 10, shape: { kind: 'ramp', startLevel: 0, stages } };
    expect(tabCount(load)).toBe(20);
    const span = (tab: number) => {
      const stays = tabPlan(tab, load);
      return [Math.floor(stays[0]?.from ?? -1), stays.at(-1)?.until];
    };
    const [firstFrom = -1, firstUntil] = span(0);
    expect(firstFrom).toBeGreaterThanOrEqual(5); // level 0.1 of 2 in 100 s
    expect(firstFrom).toBeLessThan(35);
    expect(firstUntil).toBe(160);
    // The 15th is wanted from level 1.5 on, and no more once the level is under it.
    expect(span(14)[0]).toBeGreaterThanOrEqual(75);
    expect(span(14)[1]).toBeCloseTo(155, 5);
  });

  it('polls at once and then by the timer, whatever the answers take', () => {
    const stay = { page: '/network', from: 3, until: 20 };
    expect(dueTimes(stay, { route: 'dashboardStatus', everySeconds: 5 })).toEqual([3, 8, 13, 18]);
    expect(dueTimes(stay, { route: 'rolesSummary', everySeconds: null })).toEqual([3]);
  });

  it('leaves out the route that stalls the API unless it is asked for', () => {
    expect(pollsOf('/wallet', HOUR)).toEqual([]);
    expect(pollsOf('/wallet', { quarantine: true })).toHaveLength(1);
  });
});

describe('seeded draws', () => {
  it('are in [0, 1), even, and unlike those of the neighbour', () => {
    const random = seededRandom(1, 0);
    const draws = Array.from({ length: 10_000 }, random);
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
    expect(draws.reduce((sum, draw) => sum + draw, 0) / 10_000).toBeCloseTo(0.5, 1);
    expect(seededRandom(1, 1)()).not.toBe(seededRandom(1, 0)());
  });

  it('give pauses around their mean', () => {
    const random = seededRandom(3, 5);
    const pauses = Array.from({ length: 20_000 }, () => pauseSeconds(random, 90, 5));
    expect(Math.min(...pauses)).toBe(5);
    expect(pauses.reduce((sum, pause) => sum + pause, 0) / 20_000).toBeGreaterThan(85);
    expect(pauses.reduce((sum, pause) => sum + pause, 0) / 20_000).toBeLessThan(95);
  });
});
