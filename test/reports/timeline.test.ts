import { expect, test } from 'vitest';
import { perSecond, type Row } from '../../reports/html/timeline.ts';
import type { IntervalRecord } from '../../src/store/record/v1.ts';

const rows = (...seconds: [durationMs: number, requests: number][]): Row[] =>
  seconds.map(([durationMs, requests], at) => ({
    atMs: (at + 1) * 1000,
    interval: { durationMs, requests } as IntervalRecord,
  }));

const rate = perSecond(({ requests }) => requests);

test('the stub at the end of a run is no fall of its rate, and no peak', () => {
  expect(rate(rows([1000, 40], [500, 10], [9, 0], [1000, 40], [20, 5]))).toEqual([40, 20, null, 40, null]);
  expect(rate([...rows([1000, 40]), { atMs: 2000, interval: null }])).toEqual([40, null]);
});

test('a run that is shorter than that has its rate', () => {
  expect(rate(rows([100, 4]))).toEqual([40]);
});
