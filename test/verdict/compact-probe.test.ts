import { expect, it } from 'vitest';
import type { ProbeResult } from '../../src/store/record/v1.ts';
import { compactProbe } from '../../src/verdict/compact-probe.ts';
import { overRun } from '../../src/verdict/probe-series.ts';
import { SLOS } from '../../thresholds.ts';

/** A look with every judged value of a probe and a lot beside them. */
function look(probe: 'postgres' | 'chain' | 'redis', number: number): ProbeResult {
  const judged = SLOS.flatMap(({ measure }) => {
    if (measure.from !== 'probe' || measure.probe !== probe) return [];
    return [measure.value, measure.growth?.total ?? '', measure.growth?.count ?? ''].filter(Boolean);
  });
  const others = Array.from({ length: 50 }, (_, index) => `other.${index}`);
  const values = [...new Set([...judged, ...others])].map((id) => ({
    id,
    title: id,
    value: number,
    unit: 'count' as const,
  }));
  return { ok: true, probe, atMs: number, durationMs: 1, facts: { values, info: { version: '17' } } };
}

it.each(SLOS.filter(({ measure }) => measure.from === 'probe'))(
  'judges $id by compacted results as by whole ones',
  ({ measure }) => {
    if (measure.from !== 'probe') return;
    const probe = measure.probe as 'postgres';
    const whole = Array.from({ length: 20 }, (_, number) => look(probe, number + 1));
    expect(overRun(measure, whole.map(compactProbe))).toEqual(overRun(measure, whole));
  },
);

it('keeps nothing else, and leaves failures as they are', () => {
  const compact = compactProbe(look('postgres', 1));
  expect(JSON.stringify(compact)).not.toContain('other.');
  const failed = {
    ok: false,
    probe: 'http',
    atMs: 1,
    durationMs: 1,
    failure: { stage: 'connect', code: 'x', message: '', hint: '' },
  } as const;
  expect(compactProbe(failed)).toBe(failed);
});
