import { SLOS, type Slo } from '../../../thresholds.ts';

/** The objectives that k6 can judge, as `options.thresholds` of a script: a key `metric{tag:value}`, and one level. */
export function k6Thresholds(
  slos: readonly Slo[] = SLOS,
  level: 'warn' | 'critical' = 'critical',
): Record<string, string[]> {
  const thresholds: Record<string, string[]> = {};
  for (const { measure, direction, [level]: at } of slos) {
    if (measure.from !== 'metric') continue;
    const tags = Object.entries(measure.where ?? {}).map(([name, value]) => `${name}:${value}`);
    const key = tags.length === 0 ? measure.metric : `${measure.metric}{${tags.join(',')}}`;
    const limit = at / (measure.scale ?? 1);
    // A value at a level is past it.
    thresholds[key] = [`${measure.statistic}${direction === 'below' ? '<' : '>'}${limit}`];
  }
  return thresholds;
}
