import { expect, test } from 'vitest';
import { k6Thresholds } from '../../src/commands/slo/k6-thresholds.ts';
import { readThresholds } from '../../src/verdict/threshold.ts';
import { findSlo, type Slo } from '../../thresholds.ts';

const METRICS = [
  { name: 'api_latency', kind: 'trend', contains: 'time' },
  { name: 'http_req_duration', kind: 'trend', contains: 'time' },
  { name: 'server_errors', kind: 'rate', contains: 'default' },
  { name: 'rate_limited', kind: 'rate', contains: 'default' },
] as const;

test('the objectives on metrics are thresholds that k6 can read', () => {
  const thresholds = k6Thresholds();
  expect(readThresholds(thresholds, METRICS).problems).toEqual([]);
  expect(thresholds['http_req_duration{scenario:canary}']).toEqual(['p(95)<500']);
  expect(thresholds['server_errors']).toEqual(['rate<0.05']);
});

test('follows the levels of a target', () => {
  const latency = { ...(findSlo('api_latency_p95') as Slo), critical: 750 };
  expect(k6Thresholds([latency])).toEqual({ api_latency: ['p(95)<750'] });
});
