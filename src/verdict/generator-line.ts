import type { Level, VerdictLine } from './verdict.ts';

type Own = Pick<VerdictLine, 'id' | 'title' | 'value' | 'unit' | 'warn' | 'critical' | 'reason'>;

/** A line of the generator about itself: it gates, from WARN on, and CRIT makes a run INVALID. */
export function generatorLine(own: Own & { level: Level }): VerdictLine {
  return {
    kind: 'generator',
    gates: true,
    direction: 'below',
    target: null,
    expression: null,
    source: 'the harness',
    remedy: '',
    ...own,
  };
}
